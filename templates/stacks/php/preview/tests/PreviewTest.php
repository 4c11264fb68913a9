<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;
use Service\Preview;

final class PreviewTest extends TestCase
{
    public function testAPreviewIsNamedByTheHeaderOrTheBaggage(): void
    {
        self::assertSame('a-pr-1', Preview::in([Preview::HEADER => 'a-pr-1', 'baggage' => 'preview=b-pr-2']));
        self::assertSame('b-pr-2', Preview::in(['baggage' => 'user=7, preview = b-pr-2;hops=1,tenant=x']));
<% if blips.preview.events == "knative" %>
        self::assertSame('a-pr-1', Preview::in([Preview::ATTRIBUTE => 'a-pr-1']));
<% endif %>
        self::assertNull(Preview::in(['baggage' => 'nopreview=a-pr-1,preview']));
        self::assertNull(Preview::in([]));
    }

    public function testWhatCannotBeANameOfAPreviewIsDropped(): void
    {
        foreach (['a b', 'A-PR-1', 'a,b', "a\n", '', str_repeat('a', 101)] as $value) {
            self::assertNull(Preview::in([Preview::HEADER => $value]), $value);
        }
    }

    public function testWorkKeepsItsPreviewToItsEnd(): void
    {
        $seen = Preview::with('a-pr-1', static function (): array {
            $seen = [Preview::current(), Preview::with(null, Preview::current(...))];
            try {
                Preview::with('b-pr-2', static fn(): never => throw new \RuntimeException());
            } catch (\RuntimeException) {
                $seen[] = Preview::current();
            }

            return $seen;
        });
        self::assertSame(['a-pr-1', null, 'a-pr-1'], $seen);
        self::assertNull(Preview::current());
    }

    public function testCallsAndMessagesCarryIt(): void
    {
        self::assertSame([], Preview::headers());
        $headers = Preview::with('a-pr-1', Preview::headers(...));
        self::assertSame([Preview::HEADER => 'a-pr-1', 'baggage' => 'preview=a-pr-1'], $headers);
    }
}
