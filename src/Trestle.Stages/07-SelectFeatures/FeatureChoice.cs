using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.SelectFeatures.Methods;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// Applies the methods, once for all training rows and once for each round of cross-validation, whose models then have the features that
/// their own training rows speak for: a choice among features is learned, too. Rows are drawn as for the search for leaks.
/// </summary>
internal sealed class FeatureChoice(UnitContext context, CuratedTable table, RowPlan plan, Contract contract, TriedSteps tried)
{
    private const int FewestRows = 50;
    private const int MostRows = 20_000;

    /// <summary>Values that are looked at, at most: of very many features, fewer rows.</summary>
    private const double MostValues = 3e7;

    /// <summary>From here on, features are very many.</summary>
    private const int Many = 1000;

    /// <summary>A correlation of copies: what differs is rounding, or the unit.</summary>
    private const double OfCopies = 0.9999;

    private readonly SelectFeaturesSettings settings = context.Read(SelectFeaturesSettings.Section).For(table.Forecast);

    /// <summary>Decides about the features that no rule has dropped.</summary>
    public FeatureList Choose(IRowSource source, IReadOnlyList<FeatureDecision> decided, CancellationToken cancellation)
    {
        string[] names = [.. decided.Where(feature => feature.Kept).Select(feature => feature.Feature)];
        var methods = settings.Methods ?? Usual(names.Length);
        if ((methods.Count == 0 && !tried.Any) || names.Length == 0)
        {
            return new FeatureList(decided);
        }

        var sample = Draw(source, names.Length, cancellation);
        FoldSet[] rounds = [.. table.Rounds().Select(round => round.Train), FoldSet.Of(table.Folds)];
        var fitted = plan.Fit(sample, rounds, cancellation);
        var whole = One(methods, Rows(sample, fitted[^1], names, context.Resources.Cores, cancellation), tried.Any, cancellation);

        // Where all rows together speak for none of what was tried, no round tries it.
        var tries = whole.Verdicts?.Any(verdict => verdict.Value.Kept && tried.Made(verdict.Key)) == true;
        names = tries ? names : [.. names.Where(name => !tried.Made(name))];
        var verdicts = new (FoldSet Train, Dictionary<string, FeatureVerdict>? Verdicts)[rounds.Length - 1];
        var done = 0;
        context.Report(0.6, "choosing features for each round");
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Resources.Cores, CancellationToken = cancellation };
        Parallel.For(0, verdicts.Length, options, round =>
        {
            verdicts[round] = (
                rounds[round], One(methods, Rows(sample, fitted[round], names, 1, cancellation), tries, cancellation).Verdicts);
            var chosen = Interlocked.Increment(ref done);
            context.Report(0.6 + (0.4 * chosen / rounds.Length), $"features of {chosen} of {verdicts.Length} rounds chosen");
        });

        var list = Of([.. decided.Where(feature => tries || !tried.Made(feature.Feature))], whole.Verdicts, verdicts);
        var offered = list.Offered().Select(feature => feature.Feature).ToHashSet(StringComparer.Ordinal);
        var used = list with { Tried = tried.Report(whole.Worths, offered, Boosting.LossName(contract.Task)) };
        var vain = (used.Tried ?? []).Where(step => !step.Kept).Select(step => step.Step).ToHashSet();
        return used with
        {
            Features =
            [
                .. used.Features.Where(feature => !vain.Contains(tried.StepOf(feature.Feature))),
                .. decided.Where(feature => tried.IsJoined(feature.Feature) && vain.Contains(tried.StepOf(feature.Feature)))
                    .Select(feature => !feature.Kept ? feature : feature with
                    {
                        Kept = false,
                        Reason = "what is proposed of its table does not pay",
                    }),
            ],
        };
    }

    /// <summary>Nothing that names rows, no copies, and of very many features those that are best alone or for trees.</summary>
    private static IReadOnlyList<IFeatureMethod> Usual(int features) =>
    [
        new NumericIdentifier(),
        .. features > Many ? new IFeatureMethod[] { new Screen() } : [],
        new Correlation { Above = OfCopies },
    ];

    private static FeatureList Of(
        IReadOnlyList<FeatureDecision> decided, Dictionary<string, FeatureVerdict>? whole,
        IReadOnlyList<(FoldSet Train, Dictionary<string, FeatureVerdict>? Verdicts)> rounds)
    {
        FeatureDecision[] all =
        [
            .. decided.Select(feature => whole?.GetValueOrDefault(feature.Feature) is not { } verdict ? feature : feature with
            {
                Kept = verdict.Kept,
                Reason = verdict.Reason,
                Stability = rounds.Count == 0 ? null : rounds.Average(round => Keeps(round.Verdicts, feature.Feature) ? 1.0 : 0),
            }),
        ];
        RoundFeatures[] own =
        [
            .. rounds.Select(round => new RoundFeatures(
                [.. round.Train.Folds],
                [.. decided.Where(feature => feature.Kept).Select(feature => feature.Feature).Where(name => Keeps(round.Verdicts, name))])),
        ];
        var list = new FeatureList(all);
        return whole is null || own.All(round => round.Kept.SequenceEqual(list.Kept())) ? list : list with { Rounds = own };

        // Rows that are too few to choose by leave everything.
        static bool Keeps(Dictionary<string, FeatureVerdict>? verdicts, string feature) => verdicts?[feature].Kept != false;
    }

    /// <summary>The verdicts of all methods, one after another, on what those before have left.</summary>
    private (Dictionary<string, FeatureVerdict>? Verdicts, Worths? Worths) One(
        IReadOnlyList<IFeatureMethod> methods, SelectionRows rows, bool tries, CancellationToken cancellation)
    {
        if (rows.Count < FewestRows)
        {
            return (null, null);
        }

        var verdicts = new Dictionary<string, FeatureVerdict>(StringComparer.Ordinal);
        var worths = tries ? Try(verdicts, ref rows, cancellation) : null;
        foreach (var method in methods)
        {
            cancellation.ThrowIfCancellationRequested();
            if (method.Lacks(rows) is { } lacks)
            {
                throw new TrestleException(SelectFeaturesErrors.CannotJudge(
                    FeatureMethodCatalog.NameOf(method), lacks, context.Project.Positions.Find("select-features.methods").ToString()));
            }

            var judged = method.Judge(rows, cancellation);
            var best = judged.Any(verdict => verdict.Kept) ? null : judged.MaxBy(verdict => verdict.Merit);
            var left = new List<int>();
            for (var column = 0; column < judged.Count; column++)
            {
                var (name, verdict) = (rows.Columns[column].Name, judged[column]);
                verdict = settings.Keep.Contains(name) ? verdict with { Kept = true, Reason = "the configuration keeps it" }
                    : verdict.Kept ? verdict
                    : ReferenceEquals(verdict, best)
                        ? verdict with { Kept = true, Reason = $"{verdict.Reason}; the best of all, so it stays" }
                    : verdict;
                verdicts[name] = verdict;
                if (verdict.Kept)
                {
                    left.Add(column);
                }
            }

            rows = rows.Only(left);
        }

        return (verdicts, worths);
    }

    /// <summary>Leaves the made features that pay, and those that the configuration keeps.</summary>
    private Worths Try(Dictionary<string, FeatureVerdict> verdicts, ref SelectionRows rows, CancellationToken cancellation)
    {
        var columns = rows.Columns;
        var worths = Worth.Judge(rows, [.. columns.Select(column => tried.StepOf(column.Name))], cancellation);
        var figures = worths.Groups.ToDictionary(group => group.Group);
        var (paying, left) = (worths.Columns.ToHashSet(), new List<int>());
        for (var column = 0; column < columns.Count; column++)
        {
            var (name, own) = (columns[column].Name, figures.GetValueOrDefault(tried.StepOf(columns[column].Name)));
            var kept = paying.Contains(column) || settings.Keep.Contains(name);
            verdicts[name] = new FeatureVerdict(
                kept, 0, own is null ? "no rule drops it"
                    : $"{Boosting.LossName(contract.Task)} of unseen rows {Format.Figure(own.With)} with its step, "
                        + $"{Format.Figure(own.Without)} without (p = {Format.Figure(own.PValue)})");
            if (kept)
            {
                left.Add(column);
            }
        }

        rows = rows.Only(left);
        return worths;
    }

    /// <summary>Curated rows of each fold, those outside the last window, too: about as many as are needed, in memory.</summary>
    private MemoryRows Draw(IRowSource source, int features, CancellationToken cancellation)
    {
        var rows = table.Split.Where(part => part.Fold >= 0).Sum(part => part.Rows);
        var share = Math.Min(MostRows, MostValues / features) / Math.Max(1, rows);
        var question = new RowSample([.. source.Schema.Columns.Select(column => column.Name)], share);
        var folds = new Dictionary<int, IReadOnlyList<RowBlock>>();
        foreach (var fold in source.Folds)
        {
            var drawn = StatScan.Run(source, [fold], [question], null, 1, cancellation).Of(question);
            folds[fold] =
            [
                new RowBlock(source.Schema, drawn.Rows, [.. source.Schema.Columns.Zip(drawn.Columns, (column, values) =>
                    column.Kind == ColumnKind.Number ? (Array)values.Numbers.ToArray() : values.Texts.ToArray())]),
            ];
        }

        return new MemoryRows(source.Schema, folds);
    }

    /// <summary>The rows that a round learns from, as the features that it makes of them.</summary>
    private SelectionRows Rows(
        MemoryRows sample, FittedRound round, string[] names, int cores, CancellationToken cancellation)
    {
        var label = sample.Schema.Require(ReservedColumns.Label, ColumnKind.Number, "select-features");
        (int Fold, RowBlock Raw, RowBlock Made)[] parts =
        [
            .. round.Folds.Folds.Select(fold =>
            {
                var raw = sample.Scan(fold, cancellation).Single();
                return (fold, raw, round.Training[fold].Bind(sample.Schema).Apply(raw));
            }),
        ];
        var schema = parts[0].Made.Schema;
        return new SelectionRows
        {
            Task = contract.Task,
            Classes = contract.Classes.Count,
            Columns = [.. names.Select(name => Column(name, schema.Find(name)))],
            Labels = [.. parts.SelectMany(part => part.Raw.Numbers(label).ToArray())],
            Folds = [.. parts.SelectMany(part => Enumerable.Repeat(part.Fold, part.Raw.Rows))],
            Times = table.Time is { } time && sample.Schema.Find(time) is >= 0 and var at
                ? [.. parts.SelectMany(part => part.Raw.Numbers(at).ToArray())] : null,
            Seed = context.Read(Section.Seed),
            Cores = cores,
        };

        SelectionColumn Column(string name, int position)
        {
            if (schema[position].Kind == ColumnKind.Number)
            {
                double[] values = [.. parts.SelectMany(part => part.Made.Numbers(position).ToArray())];
                return new SelectionColumn(
                    name, Array.ConvertAll(values, value => double.IsFinite(value) ? value : double.NaN), isCategory: false);
            }

            var codes = new Dictionary<string, double>(StringComparer.Ordinal);
            return new SelectionColumn(
                name,
                [
                    .. parts.SelectMany(part => part.Made.Texts(position).ToArray()).Select(text =>
                        text is null ? double.NaN : codes.TryGetValue(text, out var code) ? code : codes[text] = codes.Count),
                ],
                isCategory: true);
        }
    }
}
