using System.Globalization;

using Trestle.Rows.Stats;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// Stage 2: learns the contract, puts rows that break it into quarantine, profiles the columns and judges the expectations. A run whose
/// data fails ends here, with all findings recorded.
/// </summary>
internal sealed class ValidateDataStage(TimeProvider clock) : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.ValidateData;

    /// <summary>
    /// What was true of the age of the data is checked again in another hour, and what compares with a file when the file changes.
    /// </summary>
    public string Fingerprint(Project project, CancellationToken cancellation)
    {
        var expectations = project.For(Stage).Read(ValidateDataSettings.Section).Expectations;
        var hour = expectations.Any(expectation => expectation.DependsOnTime)
            ? clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture) : "";

        // Only a program knows whether it would find the same rows again.
        var asked = expectations.Any(expectation => expectation is ProgramCheck) ? UnknownVersion.New() : hour;
        return string.Join('\n', ContextLoader.Files(expectations).Select(project.PathOf)
            .Select(path => File.Exists(path) ? $"{path} {ContentHash.OfFile(path, cancellation)}" : path).Prepend(asked)).TrimEnd();
    }

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var raw = context.Read(Artifact.RawTable);
        var rows = RawRows.Open(context, raw, cancellation);
        CheckNames(context, rows);
        var settings = context.Read(ValidateDataSettings.Section);
        ContractBuilder Builder() =>
            new(context, raw, rows, context.Read(Section.Table), context.Read(Section.Limits), "columns");
        Func<RowFindings> Findings(Contract read, ExpectationContext known) =>
            RowFindings.With(context, read, raw, rows, known);

        context.Report(0.1, "learning the contract");
        var (builder, now) = (Builder(), new ExpectationContext(clock.GetUtcNow()));
        var guess = ContextLoader.LooksElsewhere(settings.Expectations) ? null
            : ContractGuess.Of(rows, Builder(), guessed => Findings(guessed, now), cancellation);
        var (answers, checkedEarly) = ContractGuess.Pass(rows, builder, guess?.Start, cancellation);
        var contract = builder.Make(answers);

        context.Report(0.5, "checking every row");
        var others = OtherTable.Look(context, raw, cancellation);
        var known = await KnownAsync(context, settings.Expectations, contract, raw, others, cancellation);
        var findings = guess?.Holds(contract) == true
            ? checkedEarly! : RowFindings.Of(rows, Findings(contract, known), cancellation);
        var profile = findings.Profile;
        var profiles = ProfileBuilder.Make(contract, findings.Typed, profile, builder.Texts).ToArray();
        contract = builder.Settle(contract, findings.Quarantine.KeptByClass) with
        {
            Columns = [.. contract.Columns.Select(column => WithRange(column, contract, profile))],
        };

        context.Report(0.9, "checking the table");
        var table = context.Read(Section.Table);
        var keys = table.Key.Count == 0 ? null
            : KeyRepeats.Of(rows, table.Key, table.NullTokens ?? Contract.DefaultNullTokens, cancellation);
        var quarantine = findings.Quarantine.Result(raw.Unreadable, raw.UnreadableRows, rows.Labelled) with { RepeatedKeys = keys?.Rows };
        CheckResult[] checks =
        [
            .. builder.Checks,
            .. findings.Concentration.Check(quarantine.Losses, settings.AcceptLosses),
            .. ContractChecks.Of(profiles, rows, keys, context, cancellation),
            .. findings.Expected.Judge(rows.Labelled),
            .. others?.Values.SelectMany(other => other.Report.Checks) ?? [],
        ];

        context.Write(
            Artifact.Contract, contract with { Tables = others?.ToDictionary(other => other.Key, other => other.Value.Contract) });
        context.Write(
            Artifact.Quarantine, quarantine with { Tables = others?.ToDictionary(other => other.Key, other => other.Value.Quarantine) });
        context.Write(
            Artifact.DataReport, new DataReport
            {
                Rows = rows.Labelled,
                Table = raw.Table,
                Columns = profiles,
                Checks = checks,
                Notes = [.. raw.Notes, .. builder.Notes, .. others?.Values.SelectMany(other => other.Report.Notes) ?? []],
                Doubts = [.. raw.Notes, .. builder.Doubts, .. others?.Values.SelectMany(other => other.Report.Doubts) ?? []],
                Readings = builder.Readings,
                Tables = others?.ToDictionary(other => other.Key, other => other.Value.Report),
            });
        Gate(context, checks, quarantine);
    }

    private async Task<ExpectationContext> KnownAsync(
        UnitContext context, IReadOnlyList<IExpectation> expectations, Contract contract, RawTable raw,
        IReadOnlyDictionary<string, OtherTable>? others, CancellationToken cancellation)
    {
        var earlier = ContextLoader.AsksForRuns(expectations)
            ? await ContextLoader.EarlierAsync(context.Records, context.Project, raw.Table, expectations, cancellation) : [];
        var table = context.Tables.Open(context.Store.PathOf(raw.Table), cancellation);
        var source = new SourceSettings { Path = [] };
        var loader = new ContextLoader(context.Tables, contract, source, context.Project.PathOf, context.Store.PathOf)
        {
            Others = others?.ToDictionary(other => other.Key, other => (raw.Tables![other.Key].Table, other.Value.Contract))
                ?? new Dictionary<string, (ContentHash, Contract)>(),
        };
        return loader.Load(expectations, table, earlier, clock.GetUtcNow(), cancellation);
    }

    /// <summary>The column with its range in the rows that were looked at.</summary>
    internal static ColumnContract WithRange(ColumnContract column, Contract contract, StatValues values)
    {
        if (column.Type == ColumnType.Text || column.Name == contract.Target || column.Private)
        {
            return column;
        }

        var moments = values.Of(new Moments(column.Name));
        var whole = values.Of(new Quantiles(column.Name)).Whole;
        return moments.Count == 0 ? column : column with { Min = moments.Min, Max = moments.Max, Whole = whole };
    }

    private static void Gate(UnitContext context, IReadOnlyCollection<CheckResult> checks, Quarantine quarantine)
    {
        // Rows that cannot be read until a question is answered are no damage yet.
        var isOpen = checks.Any(check => check is { Name: ContractBuilder.OneReading, Passed: false });
        var problems = checks.Where(check => check is { Passed: false, Blocking: true })
            .Select(check => check.Name == ContractChecks.UniqueKey
                ? ValidateDataErrors.RepeatedKey(check) : ValidateDataErrors.CheckFailed(check))
            .ToList();
        if (!isOpen && quarantine.Share > context.Read(ValidateDataSettings.Section).MaxQuarantine)
        {
            problems.Add(ValidateDataErrors.TooMuchQuarantine(quarantine, context.Read(ValidateDataSettings.Section).MaxQuarantine));
        }

        if (problems.Count > 0)
        {
            throw new TrestleException(problems, ExitCode.Refused);
        }
    }

    /// <summary>Every column that the configuration names must exist; all missing ones are reported together.</summary>
    private static void CheckNames(UnitContext context, RawRows rows)
    {
        var settings = context.Read(Section.Table);
        var names = rows.Columns.Select(column => column.Name).ToArray();
        var asked = settings.Private.Select(name => ("private", name))
            .Concat(settings.Weights is { } weights ? [("train.weights", weights)] : [])
            .Concat(settings.Ignore.Select(name => ("ignore", name)))
            .Concat(context.Read(Section.Limits).Keys.Select(name => ($"columns.{name}", name)))
            .Concat(
                context.Read(ValidateDataSettings.Section).Expectations.SelectMany(expectation => expectation.Uses).Select(
                    use => ("validate-data.expectations", use.Column)));
        var problems = asked
            .Where(pair => !names.Contains(pair.Item2))
            .DistinctBy(pair => pair.Item2 == settings.Weights ? "train.weights" : $"{pair.Item1} {pair.Item2}")
            .Select(pair => ValidateDataErrors.UnknownColumn(pair.Item2, names, Where(pair.Item1)))
            .Concat(UnknownTables(context, Where("validate-data.expectations")))
            .Concat(DeclaredFormats.Faults(context.Read(Section.Limits), Where))
            .Concat(IExpectation.Mistakes(
                context.Read(ValidateDataSettings.Section).Expectations, Where("validate-data.expectations")))
            .ToArray();
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }

        string Where(string setting) => context.Project.Positions.Find(setting).ToString();
    }

    /// <summary>Other tables, and columns of them, that expectations name and that are not there.</summary>
    private static IEnumerable<Problem> UnknownTables(UnitContext context, string where)
    {
        var tables = context.Read(Artifact.RawTable).Tables ?? new Dictionary<string, RawTable>();
        var expectations = context.Read(ValidateDataSettings.Section).Expectations;
        return ContextLoader.Asked(expectations).Where(name => !tables.ContainsKey(name))
            .Select(name => ValidateDataErrors.UnknownTable(name, [.. tables.Keys], where))
            .Concat(expectations.OfType<ForeignKey>().Where(rule => tables.ContainsKey(rule.Table)).SelectMany(
                rule => rule.Referred.Except(tables[rule.Table].Columns).Select(
                    column => ValidateDataErrors.UnknownColumn(column, [.. tables[rule.Table].Columns], where))));
    }
}
