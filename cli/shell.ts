const PLAIN = /^[\w.,:/@%+=-]+$/;

/** A word as a POSIX shell takes it. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** An option with its value. One that begins with "-" would be taken for an option itself, so it goes into one word. */
export function optionArgs(name: string, value: string): string[] {
  return value.startsWith('-') ? [`--${name}=${value}`] : [`--${name}`, value];
}

/** A file as an argument that no command takes for an option. */
export function fileArg(file: string): string {
  return file.startsWith('-') ? `./${file}` : file;
}
