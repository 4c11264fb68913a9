<?php

<%= header() %>

declare(strict_types=1);

return (new PhpCsFixer\Config())
    // What changes how the code behaves, such as strict types, is wanted here.
    ->setRiskyAllowed(true)
    ->setRules([
        '@PER-CS' => true,
        '@PHP8x2Migration' => true,
        'declare_strict_types' => true,
        'native_function_invocation' => false,
        'no_unused_imports' => true,
        'ordered_imports' => true,
        'single_quote' => true,
        'strict_comparison' => true,
        'strict_param' => true,
    ])
    ->setFinder((new PhpCsFixer\Finder())->in(__DIR__)->exclude(['deploy', 'charts']));
