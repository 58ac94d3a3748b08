/** A piece of a text; one with `href` is an address in it. */
export interface TextPiece {
  text: string;
  href: string;
}

/** The text in pieces, web addresses apart. */
export function piecesOf(text: string): TextPiece[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/)
    .map((piece, n) => ({ text: piece, href: n % 2 ? piece : '' }))
    .filter((piece) => piece.text);
}
