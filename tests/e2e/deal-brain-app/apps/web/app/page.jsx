import {price} from "js-ui";

export default function Page() {
  return (
    <main>
      <h1>Price book</h1>
      <p>The API is at {process.env.NEXT_PUBLIC_API_URL ?? "an unknown place"}.</p>
      <p>A small desktop costs {price(18900)}.</p>
    </main>
  );
}
