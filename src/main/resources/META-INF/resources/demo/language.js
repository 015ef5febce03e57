/** English and Chinese. Elements name their words with data-text, data-label and data-placeholder. */
import { words } from './words.js';

export class Language {
  #listeners = [];

  constructor() {
    const kept = read();
    this.code = kept ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
    this.apply();
  }

  /** The browser's own variant of the language: how to write the time. */
  get locale() {
    return navigator.languages?.find((code) => code.startsWith(this.code)) ?? this.code;
  }

  text(key, values = {}) {
    const template = words[this.code][key] ?? words.en[key] ?? key;
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  }

  /** A friendly name for someone who gave none. */
  randomName() {
    const { adjectives, animals, joint } = words[this.code];
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
    const code = localStorage.getItem('roomcast.language');
    return code in words ? code : null;
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
