using System.Runtime.InteropServices;

using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>Finds the rows that break the contract, cell by cell, each with its reason. Mergeable, as a Stat is.</summary>
internal sealed class QuarantineScan(
    Contract contract, IReadOnlyDictionary<string, ColumnSettings> declared, IReadOnlyCollection<string> ignored,
    string? time, bool judgesTarget = true)
{
    private const int MostSamples = 1000;
    private const int MostTexts = 1000;
    private const int ShownTexts = 10;
    private const int ShownLength = 80;

    private readonly Labels? labels = judgesTarget && contract.Target.Length > 0 ? new Labels(contract) : null;
    private readonly List<long> numbers = [];
    private readonly Dictionary<(string Column, string Reason, bool Unread), Texts> losses = [];
    private readonly List<BadRow> samples = [];
    private readonly long[] kept = new long[judgesTarget ? contract.Classes.Count : 0];

    /// <summary>The rows of each class in the training part that are not set aside.</summary>
    public IReadOnlyList<long> KeptByClass => kept;

    /// <summary>Looks at rows that have a target; returns which of them cannot be read, and their labels.</summary>
    /// <param name="block">The rows as in the source.</param>
    /// <param name="typed">The same rows, typed.</param>
    /// <param name="aside">Those that expectations set aside.</param>
    public (bool[] Unread, double[] Labels) Add(RowBlock block, RowBlock typed, IReadOnlyList<SetAside> aside)
    {
        var row = block.Numbers(block.Schema.Find(ReservedColumns.Row));
        var (bad, unread) = (new bool[block.Rows], new bool[block.Rows]);
        foreach (var column in ContractSteps.Features(contract).Where(column => !ignored.Contains(column.Name)))
        {
            Look(new Cells(column, declared.GetValueOrDefault(column.Name), block, typed, row, bad, unread));
        }

        foreach (var failed in aside)
        {
            bad[failed.Position] = true;
            Bad((long)row[failed.Position], contract.Find(failed.Column)!, failed.Reason, failed.Value, unread: false);
        }

        var target = labels is null ? [] : LookForLabels(labels.Of(block), block, row, bad, unread);
        var folds = block.Numbers(block.Schema.Find(ReservedColumns.Fold));
        LookForTimes(block, folds, row, bad, unread);
        for (var i = 0; i < bad.Length; i++)
        {
            if (bad[i])
            {
                numbers.Add((long)row[i]);
            }
            else if (folds[i] >= 0 && kept.Length > 0)
            {
                kept[(int)target[i]]++;
            }
        }

        return (unread, target);
    }

    /// <summary>Adds what another scan of other rows found.</summary>
    public void Merge(QuarantineScan other)
    {
        numbers.AddRange(other.numbers);
        samples.AddRange(other.samples);
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] += other.kept[i];
        }

        foreach (var (key, texts) in other.losses)
        {
            Of(key).Merge(texts);
        }
    }

    /// <summary>The quarantine, with the lines of the source that are no rows.</summary>
    /// <param name="unreadable">The first of these lines.</param>
    /// <param name="unreadableRows">How many there are.</param>
    /// <param name="looked">Number of rows that were looked at.</param>
    public Quarantine Result(IReadOnlyList<BadRow> unreadable, long unreadableRows, long looked)
    {
        numbers.Sort();
        (var total, looked) = (numbers.Count + unreadableRows, looked + unreadableRows);
        var more = unreadableRows - unreadable.Count;
        double Share(long rows) => looked == 0 ? 0 : (double)rows / looked;
        Loss[] all =
        [
            .. losses.Select(entry => new Loss(
                entry.Key.Column, $"{entry.Key.Column} {entry.Key.Reason}", entry.Value.Rows, Share(entry.Value.Rows),
                [.. entry.Value.Ordered().Take(ShownTexts)], entry.Key.Unread)),
            .. unreadable.GroupBy(line => line.Reason).Select(
                group => new Loss(null, group.Key, group.Count(), Share(group.Count()), [])),
            .. more > 0
                ? [new Loss(null, "more lines that cannot be read", more, Share(more), [])]
                : Array.Empty<Loss>(),
        ];
        return new Quarantine
        {
            Rows = total,
            Share = Share(total),
            RowNumbers = [.. numbers],
            Reasons =
            [
                .. all.OrderByDescending(loss => loss.Rows).ThenBy(loss => loss.Reason, StringComparer.Ordinal)
                    .Select(loss => new ValueCount(loss.Reason, loss.Rows)),
            ],
            Losses = [.. all.OrderByDescending(loss => loss.Rows).ThenBy(loss => loss.Reason, StringComparer.Ordinal)],
            Samples =
            [
                .. unreadable,
                .. samples.OrderBy(sample => sample.Row).ThenBy(sample => sample.Column, StringComparer.Ordinal).Take(MostSamples),
            ],
        };
    }

    private void Look(Cells cells)
    {
        var (column, settings) = (cells.Column, cells.Settings);
        var texts = cells.Texts;
        for (var i = 0; i < cells.Raw.Length; i++)
        {
            if (double.IsInfinity(cells.Raw[i]))
            {
                Bad(cells, i, Infinities.Reason, Labels.NumberName(cells.Raw[i]), unread: true);
            }
        }

        if (column.Type == ColumnType.Text && settings is not ({ Nullable: false } or { Values.Count: > 0 }))
        {
            return;
        }

        var tokens = contract.NullTokensOf(column);
        for (var i = 0; i < cells.Bad.Length; i++)
        {
            if (!cells.Raw.IsEmpty && double.IsInfinity(cells.Raw[i]))
            {
                continue;
            }

            if (cells.Values.IsEmpty ? ValueParser.IsNull(texts[i], tokens) : double.IsNaN(cells.Values[i]))
            {
                var missing = texts.IsEmpty || ValueParser.IsNull(texts[i], tokens);
                if (!missing || settings?.Nullable == false)
                {
                    var reason = missing ? "is missing" : Infinities.IsWord(texts[i]) ? Infinities.Reason : $"is not a {Words(column)}";
                    Bad(cells, i, reason, missing ? null : texts[i], unread: !missing);
                }
            }
            else if (Fault(column, settings, cells, i) is { } fault)
            {
                Bad(cells, i, fault, texts.IsEmpty ? Labels.NumberName(cells.Values[i]) : texts[i], unread: false);
            }
        }
    }

    /// <summary>A row whose target cannot be read teaches nothing.</summary>
    private double[] LookForLabels(double[] target, RowBlock block, ReadOnlySpan<double> row, bool[] bad, bool[] unread)
    {
        var words = contract.Counts ? "is not a whole number from 0 on (task: count)"
            : contract.Task == TaskKind.Regression ? "is not a number" : "is not a class of the training part";
        var texts = Raw(block);
        for (var i = 0; i < target.Length; i++)
        {
            if (!double.IsFinite(target[i]))
            {
                var reason = double.IsInfinity(target[i]) || (!texts.IsEmpty && Infinities.IsWord(texts[i])) ? Infinities.Reason : words;
                Bad((long)row[i], contract.Find(contract.Target)!, reason, texts.IsEmpty ? null : texts[i], unread: true);
                (bad[i], unread[i]) = (true, true);
            }
        }

        return target;
    }

    /// <summary>A row without a time is in no part of a split by time.</summary>
    private void LookForTimes(RowBlock block, ReadOnlySpan<double> folds, ReadOnlySpan<double> row, bool[] bad, bool[] unread)
    {
        if (time is null)
        {
            return;
        }

        var column = contract.Find(time)!;
        var position = block.Schema.Find(time);
        var texts = block.Schema[position].Kind == ColumnKind.Text ? block.Texts(position) : default;
        for (var i = 0; i < bad.Length; i++)
        {
            var missing = texts.IsEmpty || ValueParser.IsNull(texts[i], contract.NullTokensOf(column));
            if ((int)folds[i] == RawRows.UntimedFold && (missing || !bad[i]))
            {
                Bad((long)row[i], column, missing ? "is missing" : "is not a time", missing ? null : texts[i], unread: true);
                (bad[i], unread[i]) = (true, true);
            }
        }
    }

    private static string? Fault(ColumnContract column, ColumnSettings? settings, Cells cells, int i) =>
        settings is null ? null
        : cells.Values.IsEmpty
            ? settings.Values.Count > 0 && !settings.Values.Contains(cells.Texts[i]!.Trim(), StringComparer.OrdinalIgnoreCase)
                ? "is not one of the allowed values" : null
        : cells.Values[i] < settings.Min || cells.Values[i] > settings.Max
            ? $"is outside {settings.Min} to {settings.Max}" : null;

    private ReadOnlySpan<string?> Raw(RowBlock block)
    {
        var position = block.Schema.Find(contract.Target);
        return block.Schema[position].Kind == ColumnKind.Text ? block.Texts(position) : default;
    }

    private void Bad(Cells cells, int i, string reason, string? value, bool unread)
    {
        cells.Bad[i] = true;
        cells.Unread[i] |= unread;
        Bad((long)cells.Rows[i], cells.Column, reason, value, unread);
    }

    private void Bad(long row, ColumnContract column, string reason, string? value, bool unread)
    {
        var shown = column.Private || value is null ? null : value.Length <= ShownLength ? value : value[..ShownLength] + "…";
        Of((column.Name, reason, unread)).Add(shown?.Trim());
        if (samples.Count < MostSamples)
        {
            samples.Add(new BadRow(row, null, column.Name, $"{column.Name} {reason}", shown));
        }
    }

    private Texts Of((string Column, string Reason, bool Unread) key)
    {
        ref var texts = ref CollectionsMarshal.GetValueRefOrAddDefault(losses, key, out _);
        return texts ??= new Texts();
    }

    private static string Words(ColumnContract column) => column.Type switch
    {
        ColumnType.Number when WrittenForms.Of(column) is { } form => WrittenForms.Expected(form),
        ColumnType.Number => $"number with a decimal '{column.DecimalMark}'",
        ColumnType.Boolean => "true or false value",
        _ => $"date written {string.Join(" or ", column.Formats)}",
    };

    /// <summary>The cells of one column: its texts as read, if it has any, and its values, if it is not text.</summary>
    private readonly ref struct Cells
    {
        public Cells(
            ColumnContract column, ColumnSettings? settings, RowBlock block, RowBlock typed, ReadOnlySpan<double> rows, bool[] bad,
            bool[] unread)
        {
            (Column, Settings, Bad, Unread) = (column, settings, bad, unread);
            Rows = rows;
            var (raw, parsed) = (block.Schema.Find(column.Name), typed.Schema.Find(column.Name));
            Raw = block.Schema[raw].Kind == ColumnKind.Number ? block.Numbers(raw) : default;
            Texts = block.Schema[raw].Kind == ColumnKind.Text ? block.Texts(raw)
                : column.Printed ? Printed(Raw) : default;
            Values = typed.Schema[parsed].Kind == ColumnKind.Number ? typed.Numbers(parsed) : default;
        }

        public ColumnContract Column { get; }

        public ColumnSettings? Settings { get; }

        public ReadOnlySpan<string?> Texts { get; }

        public ReadOnlySpan<double> Values { get; }

        /// <summary>The numbers of the source, if it has numbers.</summary>
        public ReadOnlySpan<double> Raw { get; }

        public ReadOnlySpan<double> Rows { get; }

        public bool[] Bad { get; }

        public bool[] Unread { get; }

        private static string?[] Printed(ReadOnlySpan<double> numbers)
        {
            var texts = new string?[numbers.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = PrintNumber.Print(numbers[i]);
            }

            return texts;
        }
    }

    /// <summary>Rows of one loss, by their text.</summary>
    private sealed class Texts
    {
        private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

        public long Rows { get; private set; }

        public void Add(string? text)
        {
            Rows++;
            if (text is not null && (counts.Count < MostTexts || counts.ContainsKey(text)))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _)++;
            }
        }

        public void Merge(Texts other)
        {
            Rows += other.Rows;
            foreach (var (text, rows) in other.counts)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _) += rows;
            }
        }

        public IEnumerable<ValueCount> Ordered() => ValueCount.Ordered(counts);
    }
}
