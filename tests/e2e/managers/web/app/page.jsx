export default function Page() {
  return <h1>Managers</h1>;
}
