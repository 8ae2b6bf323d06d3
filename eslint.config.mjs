/** Lint of the console; its types are checked by tsc (tsconfig.json). */
import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import globals from "globals";

const DECLARED = "ExportNamedDeclaration[declaration.type='FunctionDeclaration'], "
  + "ExportNamedDeclaration[declaration.type='ClassDeclaration']";

export default [
  { ignores: ["**/*", "!console/**", "!eslint.config.mjs"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      curly: ["error", "multi-line"],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-else-return": "error",
      "no-eval": "error",
      "no-implicit-coercion": "error",
      "no-implicit-globals": "error",
      "no-implied-eval": "error",
      "no-loop-func": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-script-url": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-unneeded-ternary": "error",
      "no-unreachable-loop": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true }],
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-useless-concat": "error",
      "no-useless-rename": "error",
      "no-useless-return": "error",
      "no-var": "error",
      // What would switch the types off.
      "no-warning-comments": ["error", { terms: ["@ts-", "{any", "{*", "<any>"], location: "anywhere" }],
      "object-shorthand": "error",
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
      "prefer-object-has-own": "error",
      "prefer-promise-reject-errors": "error",
      "prefer-rest-params": "error",
      "prefer-spread": "error",
      "prefer-template": "error",
      radix: "error",
      "symbol-description": "error",
      yoda: "error",
    },
  },
  {
    ...noUnsanitized.configs.recommended,
    files: ["console/**"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["console/js/audio/recorder-worklet.js"],
    languageOptions: { globals: globals.audioWorklet },
  },
  {
    // Types are tsc's: here is only whether a comment is there and says something.
    files: ["console/**"],
    plugins: { jsdoc },
    settings: { jsdoc: { mode: "typescript" } },
    rules: {
      "jsdoc/check-tag-names": "error",
      "jsdoc/reject-any-type": "error",
      "jsdoc/require-description": ["error", { contexts: [DECLARED] }],
      "jsdoc/require-jsdoc": ["error", { require: { ClassDeclaration: true, MethodDefinition: true } }],
    },
  },
];
