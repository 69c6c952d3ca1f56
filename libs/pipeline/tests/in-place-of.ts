/** A port of which some methods are others; everything else goes to the port itself. */
export const inPlaceOf = <Port extends object>(port: Port, methods: Partial<Port>): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const method: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      // Bound to the port, since a proxy has none of its private fields.
      if (typeof method !== 'function') return method;
      const bound: unknown = method.bind(target);
      return bound;
    },
  });
