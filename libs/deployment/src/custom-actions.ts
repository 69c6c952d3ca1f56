/** A custom action of Security Hub, as people choose it there. */
export interface CustomAction {
  /** Letters and digits, at most 20; part of its ARN. */
  readonly id: string;
  /** At most 20 characters; the playbook decides by it. */
  readonly name: string;
  readonly description: string;
}

/** The actions by which people send findings to forensics; the default playbook knows both names. */
export const customActions: readonly CustomAction[] = [
  {
    id: 'ForensicTriage',
    name: 'Forensic Triage',
    description: 'Opens a case: preserves the host, acquires and analyses its disks',
  },
  {
    id: 'ForensicIsolation',
    name: 'Forensic Isolation',
    description: 'Opens a case that isolates the host as well, once a person has approved it',
  },
];
