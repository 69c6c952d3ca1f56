import { describe, expect, it } from 'vitest';
import { HostTree } from './host-tree.ts';

describe('when files are put into a tree', () => {
  it('moves the times of the folder that gets a new entry, as a real file system does', () => {
    const tree = new HostTree(1000);
    tree.folder('/etc');

    tree.file('/etc/new', 'x', { times: { born: 5000 } });

    const folder = tree.nodes().find(({ path }) => path.toString() === '/etc');
    expect(folder?.times).toMatchObject({ born: 1000, modified: 5000, changed: 5000 });
  });

  it('refuses a second file of the same name, or one trace would hide another', () => {
    const tree = new HostTree(1000);
    tree.file('/etc/passwd', 'a');

    expect(() => {
      tree.file('/etc/passwd', 'b');
    }).toThrow(expect.objectContaining({ code: 'sample-host.bad-tree' }));
  });

  it('refuses to change what is not there, or a trace would be planted in the air', () => {
    const tree = new HostTree(1000);

    expect(() => {
      tree.append('/var/log/auth.log', 'x', 5);
    }).toThrow(expect.objectContaining({ code: 'sample-host.bad-tree' }));
  });
});
