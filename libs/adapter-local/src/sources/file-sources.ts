import type { Source } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ContentSource, ContentSources } from '@afo/ports';
import { factsOfFiles } from './file-facts.ts';
import { ImageSource } from './image-source.ts';
import { JoinedImage } from './joined-image.ts';
import { keepingOpen, openFiles } from './open-files.ts';
import { pathsOf } from './source-path.ts';

/** Files as they are, byte for byte: captures of memory and logs. Several files of one source follow each other. */
export class LocalFileSources implements ContentSources {
  async open(source: Source): Promise<ContentSource> {
    const files = await openFiles(pathsOf(source).map(({ path }) => path));
    return await keepingOpen(files, (opened) => {
      const image = new JoinedImage(opened);
      if (image.bytes === 0) throw new PortError('source.empty', `${source.title} holds no bytes`);
      const names = opened.map(({ path, bytes }) => `${path} (${String(bytes)} bytes)`).join('; ');
      const facts = {
        ...factsOfFiles(opened),
        ...(opened.length > 1 ? { files: names.slice(0, 4096) } : {}),
      };
      return Promise.resolve(new ImageSource({ format: 'file', facts, limits: [] }, image));
    });
  }
}
