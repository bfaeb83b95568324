// What eslint looks for, in tests/lint.sh: faults and what is never used, no matters of style. Names that do not exist
// are tsc's to find in www/, which knows the browser (tests/tsconfig.json).

import js from '@eslint/js';

const named = (names) => Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, 'readonly']));
const node = named(`AbortController AbortSignal Blob BroadcastChannel Buffer CompressionStream DOMException DecompressionStream Event EventTarget File
  FormData MessageChannel ReadableStream Response SubtleCrypto TextDecoder TextEncoder TransformStream URL URLSearchParams WebSocket btoa clearImmediate
  clearInterval clearTimeout console crypto fetch performance process queueMicrotask setImmediate setInterval setTimeout structuredClone`);

// In a function that a test hands to a browser.
const browser = named(`window document location navigator history caches indexedDB localStorage sessionStorage innerHeight innerWidth
  addEventListener dispatchEvent getComputedStyle getSelection matchMedia requestAnimationFrame CSS ClipboardEvent DataTransfer DragEvent History
  HTMLCanvasElement Image KeyboardEvent MutationObserver Node NodeFilter OscillatorNode`);

export default [
  { ignores: ['**/node_modules/', 'www/dist/', 'www/dist.cli/', 'www/tools/'] },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_$', destructuredArrayIgnorePattern: '^_' }],
      'array-callback-return': 'error',
      'no-constructor-return': 'error',
      'no-self-compare': 'error',
      'no-unreachable-loop': 'error',
      'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
      'no-implied-eval': 'error',
      'no-eval': 'error',
      'no-throw-literal': 'error',
      'no-var': 'error',
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
      'prefer-promise-reject-errors': 'error',
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      'no-useless-call': 'error',
      'no-useless-return': 'error',
      'no-useless-rename': 'error',
      'no-control-regex': 'off', // control characters are what those look for
      'no-misleading-character-class': ['error', { allowEscape: true }],
    },
  },
  {
    // What a page may do: a test may try it with hostile data.
    files: ['www/**'],
    rules: {
      'no-extend-native': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-sequences': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
    },
  },
  { files: ['www/js/**'], rules: { 'no-undef': 'off' } },
  {
    // Written for browsers that are too old for the rest.
    files: ['www/js/boot.js'],
    languageOptions: { sourceType: 'script' },
    rules: { 'no-var': 'off', 'no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  { files: ['www/*.mjs', 'www/cli/**', 'conf/**', 'tests/**'], languageOptions: { globals: node } },
  { files: ['tests/**'], rules: { 'no-loss-of-precision': 'off' } },
  { files: ['tests/browser/**', 'tests/bench/**', 'tests/lib/**'], languageOptions: { globals: browser } },
];
