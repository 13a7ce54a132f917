import { html, type TemplateResult } from 'lit';

/**
 * Drawings of the emoji that the bot uses, 24 by 24. Discord shows emoji as pictures of its own too; so they look the same
 * on every machine, whether or not it has a font for them. Others are left to the machine's fonts.
 */
const drawings: Readonly<Record<string, string>> = {
  '✅': '<rect x="2" y="2" width="20" height="20" rx="4" fill="#2f9e55"/><path d="M6.5 12.5l4 4 7.5-9" stroke="#fff" stroke-width="3" fill="none" stroke-linecap="round" stroke-linejoin="round"/>',
  '❌': '<path d="M5 5l14 14M19 5L5 19" stroke="#d8353a" stroke-width="5" stroke-linecap="round"/>',
  '⚠': '<path d="M12 2l11 19H1z" fill="#f4b81d" stroke="#f4b81d" stroke-width="1.5" stroke-linejoin="round"/><path d="M12 8.5v6" stroke="#222" stroke-width="2.6" stroke-linecap="round"/><circle cx="12" cy="18" r="1.5" fill="#222"/>',
  '⚙': '<circle cx="12" cy="12" r="6" fill="none" stroke="#7d8b99" stroke-width="4"/><path d="M12 1v5M12 18v5M1 12h5M18 12h5M4.2 4.2l3.5 3.5M16.3 16.3l3.5 3.5M19.8 4.2l-3.5 3.5M7.7 16.3l-3.5 3.5" stroke="#7d8b99" stroke-width="3"/>',
  '📝': '<rect x="3" y="2" width="15" height="20" rx="2" fill="#f4f1e6" stroke="#9aa0a6"/><path d="M6 7h9M6 11h9M6 15h5" stroke="#7d8b99" stroke-width="1.6"/><path d="M21 8l-9 10-3 1 1-3 9-10z" fill="#f0a330" stroke="#8a5a10" stroke-width=".8"/>',
  '🔒': '<path d="M7 11V8a5 5 0 0110 0v3" fill="none" stroke="#8f99a3" stroke-width="2.6"/><rect x="4" y="10.5" width="16" height="11.5" rx="2.5" fill="#f0b132"/><circle cx="12" cy="15.5" r="1.7" fill="#704c06"/><path d="M12 16v3" stroke="#704c06" stroke-width="1.6"/>',
  '⏰': '<circle cx="12" cy="13" r="8.5" fill="#fff" stroke="#d8353a" stroke-width="2.6"/><path d="M12 8.5V13l3.5 2" stroke="#333" stroke-width="2" fill="none" stroke-linecap="round"/><path d="M2.5 6.5L6.5 3M21.5 6.5L17.5 3" stroke="#d8353a" stroke-width="2.8" stroke-linecap="round"/>',
  '🔍': '<circle cx="10" cy="10" r="6.5" fill="#bfe3f7" stroke="#5b6b7a" stroke-width="2.6"/><path d="M15 15l6.5 6.5" stroke="#8a5a2b" stroke-width="3.6" stroke-linecap="round"/>',
  '📸': '<rect x="1.5" y="6.5" width="21" height="14.5" rx="3" fill="#5b6b7a"/><path d="M7 6.5L9 4h6l2 2.5z" fill="#5b6b7a"/><circle cx="12" cy="13.7" r="5" fill="#22303c" stroke="#c9d3dc" stroke-width="1.6"/><circle cx="12" cy="13.7" r="2" fill="#6fc1ef"/><path d="M19 1l1 2.6L22.5 4 20.3 5.3 20 8l-2-1.9L15.500 7l1.2-2.4L15.500 2.200l2.600.4z" fill="#ffd84d"/>',
  '👤': '<circle cx="12" cy="7.500" r="5" fill="#4a78b5"/><path d="M2.500 22c0-6 4-9 9.500-9s9.500 3 9.500 9z" fill="#4a78b5"/>',
  '👥': '<circle cx="16.500" cy="8" r="4" fill="#7fa3d1"/><path d="M10 21c0-5 2.500-8 6.500-8s6.500 3 6.500 8z" fill="#7fa3d1"/><circle cx="8.500" cy="8.500" r="4.500" fill="#4a78b5"/><path d="M1 22c0-5.500 3-8 7.500-8s7.500 2.500 7.500 8z" fill="#4a78b5"/>',
  '🔄': '<rect x="1" y="1" width="22" height="22" rx="4" fill="#3a7fd5"/><path d="M6 11a6.200 6.200 0 0111-3M18 13a6.200 6.200 0 01-11 3" stroke="#fff" stroke-width="2.400" fill="none"/><path d="M18.500 4v5h-5zM5.500 20v-5h5z" fill="#fff"/>',
  '🔁': '<rect x="1" y="1" width="22" height="22" rx="4" fill="#e07b28"/><path d="M5 12V9.500C5 8.500 6 7.500 7 7.500h8M19 12v2.500c0 1-1 2-2 2H9" stroke="#fff" stroke-width="2.400" fill="none"/><path d="M14.500 4l4.500 3.500-4.500 3.500zM9.500 13L5 16.500 9.500 20z" fill="#fff"/>',
  '📋': '<rect x="3" y="3" width="18" height="19.500" rx="2.500" fill="#9b6a3c"/><rect x="5.500" y="6" width="13" height="14" fill="#fff"/><rect x="8" y="1.500" width="8" height="5" rx="1.500" fill="#aab4bd"/><path d="M8 10h8M8 13.500h8M8 17h5" stroke="#7d8b99" stroke-width="1.600"/>',
  '📊': '<rect x="1.500" y="1.500" width="21" height="21" rx="3" fill="#f1f3f5" stroke="#9aa0a6"/><rect x="5" y="11" width="3.600" height="8" fill="#2f9e55"/><rect x="10.200" y="5" width="3.600" height="14" fill="#d8353a"/><rect x="15.400" y="8" width="3.600" height="11" fill="#3a7fd5"/>',
  '💳': '<rect x="1" y="4" width="22" height="16" rx="2.500" fill="#3a7fd5"/><rect x="1" y="7.500" width="22" height="3.800" fill="#17324f"/><rect x="4" y="14.500" width="7" height="2.200" fill="#cfe3fa"/>',
  '💰': '<path d="M9 2.500h6l-1.500 4h-3z" fill="#b98a28"/><path d="M10 6.500h4c5 3 7.500 6.500 7.500 10 0 4-3 5.500-9.500 5.500S2.500 20.500 2.500 16.500c0-3.500 2.500-7 7.500-10z" fill="#e0a92f"/><path d="M14.500 11.500c-3-1.600-5.500.8-3 2.300 3.500 1.600 2.500 5-2.500 3.200M12 9.500v9.500" stroke="#7a5608" stroke-width="1.700" fill="none"/>',
  '⚖': '<path d="M12 3v17M7 21.500h10M4 6h16" stroke="#a67c2e" stroke-width="2" fill="none"/><path d="M1 14l3.500-8L8 14a3.500 2.500 0 01-7 0zM16 14l3.500-8 3.500 8a3.500 2.500 0 01-7 0z" fill="#d9ad55" stroke="#a67c2e"/>',
  '⏸': '<rect x="1" y="1" width="22" height="22" rx="4" fill="#5d7582"/><path d="M8.500 6.500v11M15.500 6.500v11" stroke="#fff" stroke-width="3.400"/>',
  '⏳': '<path d="M5 2h14M5 22h14" stroke="#a8712f" stroke-width="3" stroke-linecap="round"/><path d="M6.500 3.500h11c0 4-2.500 6-4.500 8.500 2 2.500 4.500 4.500 4.500 8.500h-11c0-4 2.500-6 4.500-8.500-2-2.500-4.500-4.500-4.500-8.500z" fill="#d9ecf7" stroke="#7d8b99"/><path d="M9 6.500h6l-3 4zM8 20c1-3 2.500-4 4-4s3 1 4 4z" fill="#e0a92f"/>',
  '↩': '<rect x="1" y="1" width="22" height="22" rx="4" fill="#3a7fd5"/><path d="M8 10h6a4 4 0 010 8h-4" stroke="#fff" stroke-width="2.400" fill="none"/><path d="M9.500 5v10L4 10z" fill="#fff"/>',
  '⭐': '<path d="M12 1.500l3.200 7 7.600.8-5.700 5.100 1.600 7.500L12 18l-6.700 3.900 1.600-7.500-5.700-5.100 7.600-.8z" fill="#f4b81d"/>',
  '📦': '<path d="M2 7l10-5 10 5v11l-10 5-10-5z" fill="#c08a4e"/><path d="M2 7l10 5 10-5M12 12v11" stroke="#7e5524" stroke-width="1.300" fill="none"/><path d="M7 4.500l10 5v4" stroke="#e8d1a8" stroke-width="2.400" fill="none"/>',
};

const known = new RegExp(`(${Object.keys(drawings).join('|')})\\uFE0F?`, 'gu');

/** A text with drawings in place of the emoji that there is one for. */
export function withEmoji(text: string): readonly (string | TemplateResult)[] {
  // With a group in the pattern the parts between are every second one.
  return text.split(known).map((part, index) => (index % 2 === 0 ? part : drawn(part)));
}

function drawn(emoji: string): TemplateResult {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${drawings[emoji]}</svg>`;
  return html`<img class="emoji" alt=${emoji} src=${`data:image/svg+xml,${encodeURIComponent(svg)}`} draggable="false">`;
}
