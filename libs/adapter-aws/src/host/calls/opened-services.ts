import type { ClientSettings } from '../../clients.ts';
import type { Operation, Senders } from './operations.ts';
import { openService } from './services.ts';
import type { OpenService, Service } from './services.ts';

/** The services of one account and region, each opened when its first operation is sent. */
export class OpenedServices {
  readonly #settings: ClientSettings;
  readonly #opened = new Map<Service, Promise<OpenService>>();

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  async senderOf<K extends Operation>(operation: K): Promise<Senders[K]> {
    const { senders } = await this.#open(serviceOf(operation));
    const sender = senders[operation];
    if (sender === undefined) throw new TypeError(`no service sends ${operation}`);
    return sender;
  }

  close(): void {
    // One that is still being opened is closed once it is; one that could not be has failed its caller already.
    for (const opening of this.#opened.values())
      opening.then(
        ({ close }) => {
          close();
        },
        () => undefined,
      );
    this.#opened.clear();
  }

  #open(service: Service): Promise<OpenService> {
    const kept = this.#opened.get(service);
    if (kept !== undefined) return kept;
    const opening = openService[service](this.#settings);
    this.#opened.set(service, opening);
    return opening;
  }
}

const isService = (name: string): name is Service => Object.hasOwn(openService, name);

function serviceOf(operation: Operation): Service {
  const [name = ''] = operation.split(':');
  if (!isService(name)) throw new TypeError(`no service sends ${operation}`);
  return name;
}
