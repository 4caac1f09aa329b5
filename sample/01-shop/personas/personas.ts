/** A visitor to try the shop as. */
export interface Persona {
  readonly visitorCode: string;
  readonly name: string;
  readonly country: string;
  readonly flag: string;
}

export const PERSONAS: readonly Persona[] = [
  { visitorCode: 'anna', name: 'Anna', country: 'FR', flag: '🇫🇷' },
  { visitorCode: 'ben', name: 'Ben', country: 'US', flag: '🇺🇸' },
  { visitorCode: 'chiara', name: 'Chiara', country: 'IT', flag: '🇮🇹' },
  { visitorCode: 'dieter', name: 'Dieter', country: 'DE', flag: '🇩🇪' },
  { visitorCode: 'emi', name: 'Emi', country: 'JP', flag: '🇯🇵' },
  { visitorCode: 'farid', name: 'Farid', country: 'FR', flag: '🇫🇷' },
];

/** Who has a visitor code; anybody else is a stranger from nowhere in particular. */
export function personaOf(visitorCode: string): Persona {
  return (
    PERSONAS.find((persona) => persona.visitorCode === visitorCode) ?? {
      visitorCode,
      name: `Visitor ${visitorCode.slice(0, 8)}`,
      country: 'US',
      flag: '👤',
    }
  );
}
