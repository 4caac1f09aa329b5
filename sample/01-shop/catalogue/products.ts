/** Something to buy. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly blurb: string;
  /** In euros. */
  readonly price: number;
  readonly picture: string;
  /** Hue of the picture's background, in degrees. */
  readonly hue: number;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'kettle',
    name: 'Copper kettle',
    blurb: 'Boils in two minutes flat',
    price: 64,
    picture: '🫖',
    hue: 24,
  },
  {
    id: 'fern',
    name: 'Boston fern',
    blurb: 'Forgives a missed watering',
    price: 19,
    picture: '🪴',
    hue: 128,
  },
  { id: 'lamp', name: 'Desk lamp', blurb: 'Warm light, no flicker', price: 48, picture: '💡', hue: 46 },
  {
    id: 'backpack',
    name: 'Day pack',
    blurb: 'Eighteen litres, waxed canvas',
    price: 92,
    picture: '🎒',
    hue: 8,
  },
  {
    id: 'camera',
    name: 'Film camera',
    blurb: 'Thirty-six honest frames',
    price: 149,
    picture: '📷',
    hue: 210,
  },
  {
    id: 'guitar',
    name: 'Travel guitar',
    blurb: 'Fits an overhead locker',
    price: 179,
    picture: '🎸',
    hue: 342,
  },
  {
    id: 'chess',
    name: 'Chess set',
    blurb: 'Weighted, boxwood and walnut',
    price: 55,
    picture: '♟️',
    hue: 260,
  },
  {
    id: 'honey',
    name: 'Forest honey',
    blurb: 'From one hillside, one summer',
    price: 12,
    picture: '🍯',
    hue: 38,
  },
  { id: 'scarf', name: 'Merino scarf', blurb: 'Woven, not knitted', price: 39, picture: '🧣', hue: 0 },
  { id: 'telescope', name: 'Telescope', blurb: 'Saturn, rings and all', price: 229, picture: '🔭', hue: 228 },
  {
    id: 'skates',
    name: 'Ice skates',
    blurb: 'Sharpened before they ship',
    price: 84,
    picture: '⛸️',
    hue: 192,
  },
  {
    id: 'umbrella',
    name: 'Storm umbrella',
    blurb: 'Tested in a wind tunnel',
    price: 34,
    picture: '☂️',
    hue: 288,
  },
];

export function productOf(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
