// Markdown (CommonMark).

import MarkdownIt from 'markdown-it';
import './left-out.js'; // which it has in place of packages that this page does not need: see there

export { MarkdownIt };
