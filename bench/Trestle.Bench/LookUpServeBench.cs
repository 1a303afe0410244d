using System.Globalization;

using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Steps;

namespace Trestle.Bench;

/// <summary>
/// What bench/lookups.sh needs: two packages with the same model that are asked for the same columns, of which one looks up two tables:
/// one by its key, one by key and time, as of which it takes the latest row and sums up a window.
/// </summary>
internal static class LookUpServeBench
{
    private const int Keys = 100_000;
    private const int Times = 10;
    private const double Hour = 3.6e9;

    private static readonly string[] Added = ["shop", "customer", "at"];

    /// <summary>
    /// Writes the packages plain.trestle and lookups.trestle, and bodies of one row, a hundred and a thousand into a folder.
    /// </summary>
    public static void WritePackages(string[] arguments)
    {
        var set = new Synthetic(100_000, seed: 1).Set;
        string[] own = [.. set.Features.Columns.Select(column => column.Name)];
        string[] names = [.. own, .. Added];
        var plain = ServeBench.Contents(set, names);
        PackageWriter.WriteFile(plain, Path.Combine(arguments[0], "plain.trestle"));

        var (shops, orders) = (Shops(), Orders());
        FittedLookUp[] looks =
        [
            new(
                "shops", ["shop"],
                [
                    new("size", "size", ColumnKind.Number),
                    new("age", "age", ColumnKind.Number),
                    new("kind", "kind", ColumnKind.Text),
                ])
            {
                Outcome = $"{ReservedColumns.Found}shops",
            },
            new(
                "orders", ["customer", "at"],
                [
                    new("", "orders", ColumnKind.Number) { Of = KeyedAggregate.Count },
                    new("amount", "spent", ColumnKind.Number) { Of = KeyedAggregate.Sum },
                    new("amount", "before", ColumnKind.Number) { Of = KeyedAggregate.Lag, Rows = 1 },
                ])
            {
                Timed = true,
                Before = true,
                Window = 72 * Hour,
                Outcome = $"{ReservedColumns.Found}orders",
            },
        ];
        PackageWriter.WriteFile(
            plain with
            {
                Plan = plain.Plan with { Steps = [.. plain.Plan.Steps, .. looks] },
                Tables = new Dictionary<string, byte[]> { ["shops"] = shops, ["orders"] = orders },
            },
            Path.Combine(arguments[0], "lookups.trestle"));

        var rows = set.Blocks[0].Take([.. Enumerable.Range(0, 1000)]);
        var random = new Random(1);
        var asked = new RowBlock(
            new RowSchema(names.Select(name => new Column(name, ColumnKind.Number))), rows.Rows,
            [
                .. Enumerable.Range(0, own.Length).Select(rows.Raw),
                Array.ConvertAll(new double[rows.Rows], _ => (double)random.Next(Keys)),
                Array.ConvertAll(new double[rows.Rows], _ => (double)random.Next(Keys)),
                Array.ConvertAll(new double[rows.Rows], _ => random.NextDouble() * Times * 24 * Hour),
            ]);
        foreach (var count in new[] { 1, 100, 1000 })
        {
            File.WriteAllBytes(Path.Combine(arguments[0], $"rows{count}.json"), ServeBench.Request(asked, names, count));
        }

        Console.WriteLine(
            $"shops: {Keys.ToString("N0", CultureInfo.InvariantCulture)} rows, {shops.Length / 1e6:N1} MB; orders: "
                + $"{(Keys * Times).ToString("N0", CultureInfo.InvariantCulture)} rows, {orders.Length / 1e6:N1} MB");
    }

    private static byte[] Shops()
    {
        var builder = new KeyedTableBuilder(new KeyedSchema
        {
            Table = "shops",
            Keys = [new Column("shop", ColumnKind.Number)],
            Columns = [new("size", ColumnKind.Number), new("age", ColumnKind.Number), new("kind", ColumnKind.Text)],
        });
        builder.Add(new RowBlock(
            new RowSchema(
            [
                new("shop", ColumnKind.Number),
                new("size", ColumnKind.Number),
                new("age", ColumnKind.Number),
                new("kind", ColumnKind.Text),
            ]),
            Keys,
            [
                Each(i => i),
                Each(i => i % 97),
                Each(i => i % 31),
                Enumerable.Range(0, Keys).Select(i => $"kind {i % 50}").ToArray<string?>(),
            ]));
        return builder.Build(CancellationToken.None).File;
    }

    private static byte[] Orders()
    {
        var builder = new KeyedTableBuilder(new KeyedSchema
        {
            Table = "orders",
            Keys = [new Column("customer", ColumnKind.Number)],
            Time = "at",
            Columns = [new("amount", ColumnKind.Number)],
            All = true,
        });
        for (var time = 0; time < Times; time++)
        {
            var at = time * 24 * Hour;
            builder.Add(new RowBlock(
                new RowSchema([new("customer", ColumnKind.Number), new("at", ColumnKind.Number), new("amount", ColumnKind.Number)]), Keys,
                [Each(i => i), Each(i => at + i), Each(i => i % 13)]));
        }

        return builder.Build(CancellationToken.None).File;
    }

    private static double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Keys).Select(value)];
}
