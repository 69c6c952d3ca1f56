import { openSync } from 'fontkit';
import type { Font } from 'fontkit';
import { ReportingError } from '../errors.ts';

/**
 * The faces of the printed report, embedded in it: Source Sans 3 (SIL OFL 1.1) for reading, DejaVu Sans Mono (Bitstream
 * Vera licence) for what comes from evidence, since it knows 3,300 characters of Latin, Greek, Cyrillic and more.
 */
export const faces = ['regular', 'bold', 'fixed'] as const;
export type Face = (typeof faces)[number];
export type Typefaces = Readonly<Record<Face, Font>>;

/** Asked for when a page is drawn: whoever draws none needs no typefaces beside it. */
const FILES: Readonly<Record<Face, () => string>> = {
  regular: () =>
    import.meta.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  bold: () =>
    import.meta.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
  fixed: () => import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
};

let opened: Typefaces | undefined;

/** The faces, read once: they are part of the program, like its code. @throws ReportingError `report.typeface` */
export function typefaces(): Typefaces {
  opened ??= { regular: open('regular'), bold: open('bold'), fixed: open('fixed') };
  return opened;
}

function open(face: Face): Font {
  try {
    const font = openSync(decodeURIComponent(new URL(FILES[face]()).pathname));
    if ('layout' in font) return font;
  } catch (error) {
    throw new ReportingError('report.typeface', `the ${face} typeface cannot be read`, {
      cause: error,
    });
  }
  throw new ReportingError('report.typeface', `the ${face} typeface is a collection of several`);
}
