/** English and Chinese. Elements name their words with data-text, data-label and data-placeholder. */
export class Language {
  #words;
  #listeners = [];

  /** `words`: those of the page, by language and key. */
  constructor(words) {
    this.#words = words;
    const kept = read();
    this.code = kept in words ? kept : navigator.language.startsWith('zh') ? 'zh' : 'en';
    this.apply();
  }

  /** The browser's own variant of the language: how to write the time. */
  get locale() {
    return navigator.languages?.find((code) => code.startsWith(this.code)) ?? this.code;
  }

  text(key, values = {}) {
    const template = this.#words[this.code][key] ?? this.#words.en[key] ?? key;
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  }

  /** A friendly name for someone who gave none. */
  randomName() {
    const { adjectives, animals, joint } = this.#words[this.code];
    return pick(adjectives) + joint + pick(animals);
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  toggle() {
    this.code = this.code === 'zh' ? 'en' : 'zh';
    write(this.code);
    this.apply();
    for (const listener of this.#listeners) listener();
  }

  apply() {
    document.documentElement.lang = this.code === 'zh' ? 'zh-CN' : 'en';
    for (const each of document.querySelectorAll('[data-text]')) each.textContent = this.text(each.dataset.text);
    for (const each of document.querySelectorAll('[data-label]')) each.setAttribute('aria-label', this.text(each.dataset.label));
    for (const each of document.querySelectorAll('[data-placeholder]')) each.placeholder = this.text(each.dataset.placeholder);
  }
}

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

function read() {
  try {
    return localStorage.getItem('roomcast.language');
  } catch {
    return null;
  }
}

function write(code) {
  try {
    localStorage.setItem('roomcast.language', code);
  } catch {
    // storage may be switched off
  }
}
