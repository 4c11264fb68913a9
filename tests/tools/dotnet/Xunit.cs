// Stands in for xUnit and its runner, whose packages the tests of Blip cannot fetch: as much of both as the generated tests
// use, under the same names. It runs all tests, one after the other, and reports in JUnit's format.

using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Xunit
{
    [AttributeUsage(AttributeTargets.Method)]
    public class FactAttribute : Attribute;

    public sealed class TheoryAttribute : FactAttribute;

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class InlineDataAttribute(params object?[]? data) : Attribute
    {
        public object?[] Data => data ?? [null];
    }

    public sealed class TestContext
    {
        public static TestContext Current { get; internal set; } = new();

        public CancellationToken CancellationToken { get; } = new CancellationTokenSource(60_000).Token;
    }

    public sealed class FailedException(string message) : Exception(message);

    public static class Assert
    {
        public static void True(bool condition, string? message = null) => That(condition, message ?? "is false");

        public static void False(bool condition, string? message = null) => That(!condition, message ?? "is true");

        public static void True(bool? condition) => That(condition == true, "is not true");

        public static void Null(object? value) => That(value is null, $"is {value}");

        public static void Equal<T>(T expected, T actual)
        {
            var same = expected is IEnumerable many and not string
                ? many.Cast<object>().SequenceEqual(((IEnumerable)actual!).Cast<object>())
                : Equals(expected, actual);
            That(same, $"expected {expected}, and is {actual}");
        }

        public static void Contains(string part, string? text) =>
            That(text?.Contains(part, StringComparison.Ordinal) == true, $"{part} is not in {text}");

        public static void Contains<T>(T item, IEnumerable<T> items) => That(items.Contains(item), $"lacks {item}");

        public static void DoesNotContain(string part, string? text) =>
            That(text?.Contains(part, StringComparison.Ordinal) != true, $"{part} is in {text}");

        public static void Matches(string pattern, string? text) =>
            That(text is not null && Regex.IsMatch(text, pattern), $"{text} does not match {pattern}");

        public static async Task<T> ThrowsAsync<T>(Func<Task> action)
            where T : Exception
        {
            try
            {
                await action();
            }
            catch (T error) when (error.GetType() == typeof(T))
            {
                return error;
            }
            throw new FailedException($"threw no {typeof(T)}");
        }

        private static void That(bool holds, string message)
        {
            if (!holds)
            {
                throw new FailedException(message);
            }
        }
    }

    internal static class Runner
    {
        private static async Task<int> Main(string[] arguments)
        {
            var suite = new XElement("testsuite", new XAttribute("name", "Service.Tests"));
            var failed = 0;
            foreach (var (test, data) in Tests())
            {
                var name = $"{test.DeclaringType}.{test.Name}({string.Join(", ", data)})";
                var report = new XElement("testcase", new XAttribute("name", name));
                suite.Add(report);
                try
                {
                    await Run(test, data);
                }
                catch (Exception error)
                {
                    error = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
                    Console.Error.WriteLine($"{name}: {error}");
                    report.Add(new XElement("failure", $"{error}"));
                    failed++;
                }
            }
            var count = suite.Elements().Count();
            suite.Add(new XAttribute("tests", count), new XAttribute("failures", failed));
            Console.Error.WriteLine($"{count - failed} passed, {failed} failed");
            if (arguments is [var path])
            {
                new XElement("testsuites", suite).Save(path);
            }
            return failed == 0 && count > 0 ? 0 : 1;
        }

        private static IEnumerable<(MethodInfo, object?[])> Tests() =>
            from type in typeof(Runner).Assembly.GetExportedTypes()
            from test in type.GetMethods()
            where test.IsDefined(typeof(FactAttribute))
            from data in test.IsDefined(typeof(TheoryAttribute))
                ? test.GetCustomAttributes<InlineDataAttribute>().Select(inline => inline.Data)
                : [[]]
            select (test, data);

        private static async Task Run(MethodInfo test, object?[] data)
        {
            TestContext.Current = new();
            var instance = Activator.CreateInstance(test.DeclaringType!);
            if (test.Invoke(instance, data) is Task task)
            {
                await task;
            }
        }
    }
}
