// Written once by Blip; from here on it is yours.

import js from '@eslint/js';

export default [
  js.configs.recommended,
  {
    rules: {
      // `npm run typecheck` finds undefined names too, and knows those of Node.
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];
