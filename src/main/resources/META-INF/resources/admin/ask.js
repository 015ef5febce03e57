/** Asks before something is done that cannot be undone. */
const $ = (id) => document.getElementById(id);

/** `yes` is what the button says that does it. Resolves to whether it is wanted. */
export function ask({ title, text, yes }) {
  const dialog = $('ask');
  $('ask-title').textContent = title;
  $('ask-text').textContent = text;
  $('ask-yes').textContent = yes;
  return new Promise((resolve) => {
    let wanted = false;
    const events = new AbortController();
    const end = (answer) => {
      wanted = answer;
      dialog.close();
    };
    $('ask-yes').addEventListener('click', () => end(true), { signal: events.signal });
    $('ask-no').addEventListener('click', () => end(false), { signal: events.signal });
    dialog.addEventListener('close', () => {
      events.abort();
      resolve(wanted);
    }, { once: true });
    dialog.showModal();
    $('ask-no').focus();
  });
}
