/** What a package of the sample host installs. Names and places are those of Debian 12; the contents are ours. */
export interface PackageRecipe {
  readonly name: string;
  readonly version: string;
  /** Programs by folder, as the package ships them: before the merge of /bin and /usr/bin where Debian 12 does so. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Programs with SUID or SGID bits: path → mode. */
  readonly privileged?: Readonly<Record<string, number>>;
  readonly libraries?: string;
  /** Configuration files (conffiles) with their text. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** Other text files. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** The text of a service unit as packages ship it. */
export const unit = (description: string, command: string): string =>
  `[Unit]\nDescription=${description}\n\n[Service]\nExecStart=${command}\n\n[Install]\nWantedBy=multi-user.target\n`;

/** The text of a daily job as packages ship it. */
export const cronDaily = (job: string): string =>
  `#!/bin/sh\nset -e\n[ -x ${job} ] || exit 0\nexec ${job}\n`;
