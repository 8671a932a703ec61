// 18900 -> "189.00": pages show prices, the API counts cents.
export function price(cents) {
  return (cents / 100).toFixed(2);
}
