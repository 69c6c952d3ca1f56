import { AnalysisError } from '../errors.ts';

export interface Partition {
  /** Slot as mmls writes it: `000` in a GPT, `000:001` in a DOS table. */
  readonly slot: string;
  readonly firstSector: number;
  readonly lastSector: number;
  /** Name or type, the host's own text in a GPT. */
  readonly description: string;
}

export interface PartitionTable {
  /** E.g. `GUID Partition Table (EFI)`. */
  readonly format: string;
  readonly partitions: readonly Partition[];
}

const ROW = /^\d{3,}: {2}(\S+) +(\d{10,}) {3}(\d{10,}) {3}(\d{10,}) {3}(.*)$/s;

/** Reads what mmls(1) prints; rows of the table itself and of unallocated space are passed over. */
export function parseMmls(output: string): PartitionTable {
  const [format = '', ...lines] = output.split('\n');
  if (!/(table|map|label)/i.test(format)) {
    throw new AnalysisError('analysis.output-not-understood', 'mmls printed no partition table');
  }
  const partitions = lines.flatMap((line) => {
    const [, slot = '', first, last, , description = ''] = ROW.exec(line) ?? [];
    if (first === undefined || last === undefined || slot === 'Meta' || slot.startsWith('--'))
      return [];
    return [
      {
        slot,
        firstSector: Number(first),
        lastSector: Number(last),
        description: description.trim(),
      },
    ];
  });
  return { format, partitions };
}
