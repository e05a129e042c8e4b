/** What a form's action must know besides what is typed; a value that is not there sends nothing. */
export function Hidden({
  values = {},
}: {
  values?: Readonly<Record<string, string | undefined>> | undefined;
}) {
  return Object.entries(values).map(([name, value]) =>
    value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
  );
}
