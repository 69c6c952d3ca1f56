import { describe } from 'vitest';
import { imageCodecConformance } from '../image-codec.ts';
import { memoryCodec } from './memory-codec.ts';

describe('the codec without threads', () => {
  imageCodecConformance(memoryCodec);
});
