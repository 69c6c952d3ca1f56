import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Payload } from '../payload/make-payload.ts';
import { run } from '../payload/run.ts';

/** A system in a folder, in which programs are run by chroot. */
export class SystemRoot {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Unpacks an archive of `baseSystem`, and puts a payload into it. */
  static async unpack(archive: string, { folder, payload }: UnpackOptions): Promise<SystemRoot> {
    await mkdir(folder, { recursive: true });
    await run('tar', ['-C', folder, '--numeric-owner', '-xpf', archive]);
    await cp(payload.folder, join(folder, 'payload'), { recursive: true });
    return new SystemRoot(folder);
  }

  /** @throws Error with what was said when it fails */
  install(sha256: string): Promise<string> {
    return this.run('sh', '/payload/install.sh', sha256);
  }

  verify(sha256: string): Promise<string> {
    return this.run('sh', '/opt/afo/verify.sh', sha256);
  }

  run(program: string, ...words: readonly string[]): Promise<string> {
    return run('chroot', [this.folder, program, ...words]);
  }

  removePayload(): Promise<void> {
    return rm(join(this.folder, 'payload'), { recursive: true });
  }
}

interface UnpackOptions {
  readonly folder: string;
  readonly payload: Payload;
}
