/** A visitor to try the shop as. */
export interface Persona {
  readonly visitorCode: string;
  readonly name: string;
  /** ISO 3166-1 code. */
  readonly country: string;
  readonly countryName: string;
}

const persona = (name: string, country: string, countryName: string): Persona => ({
  visitorCode: name.toLowerCase(),
  name,
  country,
  countryName,
});

/** The visitors that the menu offers. */
export const PERSONAS: readonly Persona[] = [
  persona('Anna', 'FR', 'France'),
  persona('Ben', 'US', 'United States'),
  persona('Chiara', 'IT', 'Italy'),
  persona('Dieter', 'DE', 'Germany'),
  persona('Emi', 'JP', 'Japan'),
  persona('Farid', 'FR', 'France'),
];

const BY_CODE: ReadonlyMap<string, Persona> = new Map(PERSONAS.map((one) => [one.visitorCode, one]));

/** Who has a visitor code; anybody else is a stranger, taken to be from the United States. */
export function personaOf(visitorCode: string): Persona {
  return (
    BY_CODE.get(visitorCode) ?? {
      visitorCode,
      name: `Visitor ${visitorCode.slice(0, 8)}`,
      country: 'US',
      countryName: 'United States',
    }
  );
}
