import { Markup } from '../views/html.js';

/**
 * Fetches the live parts whenever the server says that something has changed, and after every reconnection, and changes only
 * what differs: whatever the reader has selected stays selected, and meters glide.
 */
export const LAB_SCRIPT = new Markup(`
const live = document.getElementById('live');
const reader = document.querySelector('.visitor');
const link = document.getElementById('link');
const crowd = document.getElementById('crowd');
let fetching = false;
let again = false;

function patch(old, now) {
  if (old.nodeName !== now.nodeName) return old.replaceWith(now);
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== now.data) old.data = now.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!now.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const parts = [...now.childNodes];
  while (old.childNodes.length > parts.length) old.lastChild.remove();
  parts.forEach((part, i) => (old.childNodes[i] ? patch(old.childNodes[i], part) : old.append(part)));
}

async function refresh() {
  again = true;
  if (fetching) return;
  fetching = true;
  try {
    while (again) {
      again = false;
      const answer = await fetch('/lab/live', { cache: 'no-store' });
      if (!answer.ok) throw new Error('The shop answered ' + answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      patch(live.firstElementChild, page.body.firstElementChild);
      // Its parts, not the menu itself: that stays as open as it is.
      [...reader.children].forEach((part, i) => patch(part, page.body.lastElementChild.children[i]));
    }
  } catch (error) {
    console.warn('The laboratory could not be brought up to date.', error);
  } finally {
    fetching = false;
  }
}

function connect() {
  const changes = new EventSource('/lab/changes');
  changes.onmessage = () => {
    show('live', 'Live');
    void refresh();
  };
  changes.onerror = () => {
    show('lost', 'Reconnecting …');
    if (changes.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}

function show(state, text) {
  if (link.dataset.link === state) return;
  link.dataset.link = state;
  link.textContent = text;
}

crowd.addEventListener('submit', (event) => {
  event.preventDefault();
  void fetch(crowd.action, { method: 'POST', redirect: 'manual' });
});
connect();
`);
