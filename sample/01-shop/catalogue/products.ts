/** Something to buy. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly blurb: string;
  /** In euros. */
  readonly price: number;
  /** Hue of the picture's background, in degrees. */
  readonly hue: number;
  /** Whether it wears the badge, for visitors who see badges. */
  readonly bargain: boolean;
}

const product = (
  id: string,
  name: string,
  price: number,
  hue: number,
  blurb: string,
  bargain = false,
): Product => ({ id, name, blurb, price, hue, bargain });

/** Everything there is, the best recommendations first. */
export const PRODUCTS: readonly Product[] = [
  product('kettle', 'Copper kettle', 64, 24, 'Boils in two minutes flat'),
  product('fern', 'Boston fern', 19, 128, 'Forgives a missed watering', true),
  product('lamp', 'Desk lamp', 48, 46, 'Warm light, no flicker'),
  product('backpack', 'Day pack', 92, 8, 'Eighteen litres, waxed canvas'),
  product('camera', 'Film camera', 149, 205, 'Thirty-six honest frames', true),
  product('guitar', 'Travel guitar', 179, 342, 'Fits an overhead locker'),
  product('chess', 'Chess set', 55, 75, 'Weighted, boxwood and walnut'),
  product('honey', 'Forest honey', 12, 40, 'From one hillside, one summer', true),
  product('scarf', 'Merino scarf', 39, 4, 'Woven, not knitted'),
  product('telescope', 'Telescope', 229, 228, 'Saturn, rings and all'),
  product('skates', 'Ice skates', 84, 192, 'Sharpened before they ship'),
  product('umbrella', 'Storm umbrella', 34, 270, 'Tested in a wind tunnel'),
];

const BY_ID: ReadonlyMap<string, Product> = new Map(PRODUCTS.map((one) => [one.id, one]));

/** The product of that id, if there is one. */
export function productOf(id: string): Product | undefined {
  return BY_ID.get(id);
}
