<%= header() %>

package service;

import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON, as much as logs and small answers need. Take a library where it has to be read as well. */
final class Json {
    private Json() {
    }

    /** Texts, numbers, booleans, null, and maps and lists of these. Anything else is written as its text. */
    static String of(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(entry.getKey().toString()) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Iterable<?> items) {
            StringBuilder list = new StringBuilder("[");
            for (Object item : items) {
                list.append(list.length() > 1 ? "," : "").append(of(item));
            }
            return list.append("]").toString();
        }
        return quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
