using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>
/// Profiles a table in two scans of all columns (how they are read, then their figures), and one scan of the columns of each candidate key
/// and dependency. Memory is bounded: what needs rows beside each other is searched in a sample.
/// </summary>
/// <param name="clock">The time of the report.</param>
public sealed class TableProfiler(TimeProvider clock)
{
    /// <summary>Rows whose hashes may be held at once.</summary>
    internal int Held { get; init; } = ExactCounts.MostHeld;

    /// <summary>The profile.</summary>
    public TableProfile Run(ProfiledTable table, CancellationToken cancellation)
    {
        var file = new NumberedFile(table.Table);
        var (settings, rows, threads) = (table.Settings, table.Table.Rows, table.Table.Threads);
        var question = ProfileSample.Question(file.Columns, rows);
        var first = Scan(table.Table, file, Questions(file, settings).Append(question), null, file.Schema, cancellation);
        var readings = Readings(file, settings, first, table.Delimiter);
        var contract = file.Present(new Contract
        {
            Task = TaskKind.Regression,
            Target = "",
            NullTokens = settings.NullTokens ?? Contract.DefaultNullTokens,
            Columns = [.. file.Columns.Select(name => Column(table, name, readings.GetValueOrDefault(name)))],
        });
        var typing = ContractSteps.Typing(contract, file.Schema);
        var clean = StatelessPlan.Fit(file.Schema, ContractSteps.Clean(contract).Select(planned => planned.Step)).Bind();
        var sample = new ProfileSample(ProfileSample.Block(file.Schema, question, first.Of(question)), clean, typing, file.Columns);
        var counts = new ExactCounts(table.Table, contract, Held, cancellation);
        ColumnProfiler[] profilers =
        [
            .. contract.Columns.Select(column => new ColumnProfiler(
                column, readings.GetValueOrDefault(column.Name),
                IsText(file, column.Name) ? first.Of(Evidence(settings, column.Name)) : null, sample)),
        ];
        var answers = Scan(
            table.Table, file, profilers.SelectMany(profiler => profiler.Needs), typing, typing.Output, cancellation);
        ProfiledColumn[] columns =
            [.. profilers.Select(profiler => Counted(table, counts, profiler.Make(answers, rows)))];
        var keys = new KeySearch(counts, sample, cancellation).Run(
        [
            .. columns.Select(column => (
                column.Name, column.Distinct, rows - column.Missing,
                IsMeasured: contract.Find(column.Name)!.Type == ColumnType.Number
                    && !answers.Of(new Quantiles(column.Name)).Whole)),
        ]);
        var target = Target(table, file, contract, readings, (first, answers, sample), cancellation);
        return new TableProfile
        {
            Name = table.Name,
            Time = clock.GetUtcNow(),
            Rows = rows,
            RepeatedRows = keys.Any(key => key.IsKey) ? 0 : table.Table.DuplicateRows([.. file.Columns], cancellation).Length,
            UnreadableRows = table.UnreadableRows,
            SampledRows = sample.Rows,
            Columns =
            [
                .. columns.Select(column => column with
                {
                    TargetFigure = target.Alone?.TryGetValue(column.Name, out var alone) == true ? alone : null,
                }).Select(column => WithKey(column, keys, rows)),
            ],
            Keys = keys,
            Dependencies = DependencySearch.Run(
                counts, sample.Texts, [.. keys.Where(key => key.Columns.Count == 1).Select(key => key.Columns[0])], cancellation),
            Associations = AssociationSearch.Run(
                sample, [.. contract.Columns.Select(column => (column.Name, column.Type))], threads, cancellation),
            Target = target.Target,
            Notes = [.. Notes(table, columns, sample), .. target.Notes],
        };
    }

    /// <summary>One scan of all rows; a plan reads their values first.</summary>
    private static StatValues Scan(
        ParquetTable table, NumberedFile file, IEnumerable<Stat> stats, BoundPlan? typing, RowSchema schema, CancellationToken cancellation)
    {
        Stat[] asked = [.. stats];
        return LaneScan.Run(
            RowRange.Of(table.Rows), range => file.Scan(range, cancellation), () => new StatSet(asked, schema),
            (lane, block) => lane.Add(typing?.Apply(Infinities.Without(block)) ?? block), (lane, other) => lane.Merge(other),
            table.Threads, cancellation).Values();
    }

    private static bool IsText(NumberedFile file, string column) => file.Schema[file.Schema.Find(column)].Kind == ColumnKind.Text;

    private static ColumnEvidence Evidence(TableSettings settings, string column) => new(
        column, settings.Columns.GetValueOrDefault(column)?.NullTokens ?? settings.NullTokens ?? Contract.DefaultNullTokens);

    private static IEnumerable<Stat> Questions(NumberedFile file, TableSettings settings)
    {
        foreach (var column in file.Columns.Where(column => IsText(file, column)))
        {
            yield return Evidence(settings, column);
            if (column == settings.Target)
            {
                yield return TargetFindings.Evidence(column);
            }
        }
    }

    private static IReadOnlyDictionary<string, ColumnReading> Readings(
        NumberedFile file, TableSettings settings, StatValues found, string? delimiter) => ReadingJudge.Of(
            file.Columns.Where(column => IsText(file, column))
                .ToDictionary(column => column, column => found.Of(Evidence(settings, column)), StringComparer.Ordinal),
            delimiter);

    private static ColumnContract Column(ProfiledTable table, string name, ColumnReading? reading)
    {
        var own = table.Settings.Columns.GetValueOrDefault(name);
        var inferred = reading ?? new ColumnReading { Reading = "number", Type = ColumnType.Number, Words = "number" };
        var column = DeclaredReading.Apply(own, inferred, new ColumnContract { Name = name, Type = inferred.Type });
        var tokens = own?.NullTokens ?? table.Settings.NullTokens ?? Contract.DefaultNullTokens;
        return column with
        {
            Nullable = true,
            Private = table.IsPrivate(name),
            NullTokens = [.. tokens.Concat(inferred.Missing.Select(word => word.Value)).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }

    /// <summary>The column with the exact number of its different values, where the scans only estimate many.</summary>
    private static ProfiledColumn Counted(ProfiledTable table, ExactCounts counts, ProfiledColumn column)
    {
        var isNumberOfSource = table.Table.Schema[table.Table.Schema.Find(column.Name)].Kind == ColumnKind.Number;
        return column.DistinctIsExact || !isNumberOfSource ? column : column with
        {
            Distinct = counts.Distinct([column.Name]).Distinct,
            DistinctIsExact = true,
        };
    }

    /// <summary>The number of different values of a key is known exactly.</summary>
    private static ProfiledColumn WithKey(ProfiledColumn column, IReadOnlyList<CandidateKey> keys, long rows) =>
        keys.FirstOrDefault(key => key.Columns is [var only] && only == column.Name) is { } key
            ? column with { Distinct = rows - key.Missing - key.Repeats, DistinctIsExact = true } : column;

    private static (ProfiledTarget? Target, IReadOnlyDictionary<string, double>? Alone, IReadOnlyList<string> Notes) Target(
        ProfiledTable table, NumberedFile file, Contract contract, IReadOnlyDictionary<string, ColumnReading> readings,
        (StatValues Raw, StatValues Typed, ProfileSample Sample) found, CancellationToken cancellation)
    {
        const string Where = "target";
        var (settings, name) = (table.Settings, table.Settings.Target);
        if (contract.Find(name) is not { } column)
        {
            return (null, null, []);
        }

        var findings = IsText(file, name)
            ? TargetFindings.Of(settings, readings[name], found.Raw.Of(TargetFindings.Evidence(name)), Where)
            : TargetFindings.Of(settings, found.Typed.Of(new Quantiles(name)), Where);
        if (findings.Task is not { } task)
        {
            return (null, null, [$"'{name}' cannot be predicted: {(column.Private ? "its values say why, and it is private"
                : findings.Problem?.Found)}"]);
        }

        // Next to yes and no, another word is a class of its own, as in stage 2.
        var isText = task != TaskKind.Regression && column.Type == ColumnType.Boolean && findings.Classes.Count > 2;
        var read = contract with
        {
            Task = task,
            Target = name,
            Classes = findings.Classes,
            Columns = [.. contract.Columns.Select(other => other.Name == name && isText ? other with { Type = ColumnType.Text } : other)],
        };
        return LeakSearch.Run(table, read, found.Sample, table.Table.Threads, cancellation) is { } leaks
            ? (leaks.Target, leaks.Alone, column.Private ? [] : findings.Notes)
            : (null, null, [$"too few rows of '{name}' to look for leaks"]);
    }

    private static IEnumerable<string> Notes(ProfiledTable table, ProfiledColumn[] columns, ProfileSample sample)
    {
        foreach (var note in table.Notes)
        {
            yield return note;
        }

        if (sample.Rows < table.Table.Rows)
        {
            yield return $"lengths of texts, associations, dependencies and leak suspects are found in {Format.Count(sample.Rows)} of "
                + $"{Format.Count(table.Table.Rows, "row")}, drawn by a hash of their number; keys and violations are counted in all";
        }

        if (columns.Length > AssociationSearch.MostColumns)
        {
            yield return $"associations are measured between the first {AssociationSearch.MostColumns} columns, and dependencies searched "
                + $"between the first {DependencySearch.MostColumns} that can have any";
        }

        if (columns.Any(column => !column.DistinctIsExact))
        {
            yield return "different values of columns with more than 5,000 texts are estimated within 1 %";
        }
    }
}
