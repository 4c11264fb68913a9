// Written once by Blip; from here on it is yours.

// Logs as one JSON object a line on stdout, from LOG_LEVEL (debug, info, warn, error) up.

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 };

/** @typedef {keyof typeof LEVELS} Level */

const wanted = process.env.LOG_LEVEL?.toLowerCase() ?? '';
// A misspelled level silences nothing.
const threshold = Object.hasOwn(LEVELS, wanted)
  ? LEVELS[/** @type {Level} */ (wanted)]
  : LEVELS.info;

/**
 * @param {Level} level
 * @returns {(message: string, fields?: Record<string, unknown>) => void}
 */
function at(level) {
  return (message, fields) => {
    if (LEVELS[level] < threshold) return;
    const entry = { timestamp: new Date().toISOString(), level, message, ...fields };
    process.stdout.write(`${JSON.stringify(entry, errorsWithStack)}\n`);
  };
}

/**
 * @param {string} _key
 * @param {unknown} value
 */
function errorsWithStack(_key, value) {
  return value instanceof Error ? value.stack : value;
}

export const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
