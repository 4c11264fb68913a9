<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;
use Service\Messages;
use Service\Preview;

final class MessagesTest extends TestCase
{
    private const OURS = Messages::SERVICE . '-pr-42';

    public function testAPreviewTakesWhatNamesItAndNothingElse(): void
    {
        self::assertTrue(Messages::isMine([Preview::HEADER => self::OURS], self::OURS));
        self::assertTrue(Messages::isMine(['baggage' => 'preview=' . self::OURS], self::OURS));
        foreach (['', self::OURS . '1', Messages::SERVICE . '-pr-4', 'else-pr-42'] as $other) {
            self::assertFalse(Messages::isMine([Preview::HEADER => $other], self::OURS), $other);
        }
        self::assertFalse(Messages::isMine([], self::OURS));
    }

    public function testTheStableVersionTakesAllButWhatNamesAPreviewOfThisService(): void
    {
        foreach (['', 'else-pr-42', Messages::SERVICE, Messages::SERVICE . '-pr-x'] as $other) {
            self::assertTrue(Messages::isMine([Preview::HEADER => $other], ''), $other);
        }
        self::assertTrue(Messages::isMine([], ''));
        self::assertFalse(Messages::isMine([Preview::HEADER => self::OURS], ''));
    }
}
