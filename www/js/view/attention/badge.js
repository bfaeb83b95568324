// The icon of the tab, with how much is unread.

const SIZE = 64;
const THICK = 38; // of the label
const MOST = 99;

export class Badge {
  #link; #plain;
  #count = 0;

  /** `link` is the element that names the icon. */
  constructor(link) {
    this.#link = link;
    this.#plain = link.getAttribute('href');
  }

  show(count) {
    const shown = Math.min(count, MOST + 1);
    if (shown === this.#count) return;
    this.#count = shown;
    if (shown === 0) this.#link.setAttribute('href', this.#plain);
    else this.#draw(shown);
  }

  async #draw(count) {
    const picture = new Image();
    picture.src = this.#plain;
    try {
      await picture.decode();
      if (count === this.#count) this.#link.setAttribute('href', drawn(picture, count > MOST ? `${MOST}+` : String(count)));
    } catch { /* then it stays plain */ }
  }
}

function drawn(picture, text) {
  const canvas = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE });
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0, SIZE, SIZE);
  const left = [26, 12, 0][text.length - 1];
  pen.lineCap = 'round';
  pen.lineWidth = THICK;
  pen.strokeStyle = '#c5221f';
  pen.beginPath();
  pen.moveTo(left + THICK / 2, SIZE - THICK / 2);
  pen.lineTo(SIZE - THICK / 2 + 0.01, SIZE - THICK / 2); // where both are the same some browsers draw nothing
  pen.stroke();
  Object.assign(pen, { fillStyle: '#fff', font: 'bold 32px sans-serif', textAlign: 'center', textBaseline: 'middle' });
  pen.fillText(text, (left + SIZE) / 2, SIZE - THICK / 2 + 2, SIZE - left - 8);
  return canvas.toDataURL('image/png');
}
