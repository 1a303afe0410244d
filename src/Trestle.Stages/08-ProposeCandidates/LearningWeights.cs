using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>How much rows and classes count in learning: checked, and in words.</summary>
/// <param name="Classes">How much the rows of each class count, in the contract's order; null where all count the same.</param>
/// <param name="Any">Whether rows or classes count differently.</param>
/// <param name="Notes">What a person should know.</param>
internal sealed record LearningWeights(IReadOnlyList<double>? Classes, bool Any, IReadOnlyList<string> Notes)
{
    /// <summary>Reads the labels and the weights of the curated table, where either is needed.</summary>
    public static LearningWeights Of(UnitContext context, CuratedTable table, Contract contract, CancellationToken cancellation)
    {
        var declared = context.Read(Section.Train).ClassWeights;
        var balanced = declared.Count == 1 && declared.GetValueOrDefault(TrainSettings.Balanced, double.NaN) == 0;
        Check(declared, balanced, contract, name => context.Project.Positions.Find(name).ToString());
        IReadOnlyList<double>? named = declared.Count == 0 || balanced
            ? null : [.. contract.Classes.Select(name => declared.GetValueOrDefault(name, 1))];
        if (table.Weights is null && !balanced)
        {
            return new LearningWeights(named, Any: named is not null, [.. Words(table, contract, named, [])]);
        }

        var rows = CuratedRows.Open(context, table, table.Weights is { } column ? [column] : [], cancellation);
        var folds = table.Folds.Concat(table.Weights is null ? [] : [CuratedRows.TestFold]);
        var parts = folds.ToDictionary(fold => fold, fold => Read(rows, table, fold, cancellation));
        foreach (var (fold, part) in parts.Where(entry => entry.Value.Weights.Length > 0 && entry.Value.Weights.Sum() == 0))
        {
            throw new TrestleException(
                WeightErrors.NothingCounts(
                    fold == CuratedRows.TestFold ? "the test part" : $"fold {fold}", table.Weights!,
                    context.Project.Positions.Find("train.weights").ToString()),
                ExitCode.Refused);
        }

        var learned = table.Folds.Select(fold => parts[fold]).ToArray();
        var classes = balanced ? Balanced(contract.Classes.Count, learned, table.Thinning) : named;
        return new LearningWeights(classes, Any: true, [.. Words(table, contract, classes, [.. learned.SelectMany(part => part.Weights)])]);
    }

    /// <summary>Throws all that is wrong with class weights together.</summary>
    private static void Check(
        IReadOnlyDictionary<string, double> declared, bool balanced, Contract contract, Func<string, string> where)
    {
        const string setting = "train.class-weights";
        if (declared.Count > 0 && contract.Task == TaskKind.Regression)
        {
            throw new TrestleException(WeightErrors.NoClasses(where(setting)));
        }

        var shown = contract.Find(contract.Target)?.Private == true ? null : contract.Classes;
        Problem[] problems =
        [
            .. declared.Where(_ => !balanced)
                .Select(entry => !contract.Classes.Contains(entry.Key)
                    ? WeightErrors.UnknownClass(entry.Key, shown, where($"{setting}.{entry.Key}"))
                    : entry.Value > 0 && double.IsFinite(entry.Value) ? null
                    : WeightErrors.NotPositive(entry.Key, entry.Value, where($"{setting}.{entry.Key}"))).OfType<Problem>(),
        ];
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }

    private static (double[] Labels, double[] Weights) Read(
        IRowSource rows, CuratedTable table, int fold, CancellationToken cancellation)
    {
        var (label, weight) = (
            rows.Schema.Require(ReservedColumns.Label, ColumnKind.Number, "propose-candidates"),
            table.Weights is { } name ? rows.Schema.Require(name, ColumnKind.Number, "propose-candidates") : -1);
        var blocks = rows.Scan(fold, cancellation).ToArray();
        double[] labels = [.. blocks.SelectMany(block => block.Numbers(label).ToArray())];
        return (
            labels,
            weight < 0 ? Array.ConvertAll(labels, _ => 1.0) : [.. blocks.SelectMany(block => block.Numbers(weight).ToArray())]);
    }

    /// <summary>
    /// All rows over those of the class and the number of classes, as scikit-learn balances, of the rows that are learned from; 1 for a
    /// class without rows.
    /// </summary>
    private static double[] Balanced(int classes, IReadOnlyList<(double[] Labels, double[] Weights)> parts, Thinning? thinning)
    {
        var totals = new double[classes];
        foreach (var (label, weight) in parts.SelectMany(part => part.Labels.Zip(part.Weights)))
        {
            totals[(int)label] += weight * (thinning?.RateOf(label) ?? 1);
        }

        return Array.ConvertAll(totals, own => own > 0 ? totals.Sum() / (classes * own) : 1);
    }

    private static IEnumerable<string> Words(
        CuratedTable table, Contract contract, IReadOnlyList<double>? classes, double[] weights)
    {
        if (table.Weights is { } column)
        {
            var (count, none) = (Format.Count(weights.Length, "training row"), weights.Count(weight => weight == 0));
            yield return $"rows count by '{column}': {count} tell as much as {Format.Count((long)EffectiveCount.Of(weights))} "
                + "that count the same"
                + (none > 0 ? $"; {Format.Count(none)} of them count nothing and are not learned from" : "");
        }

        if (classes is not null)
        {
            var secret = contract.Find(contract.Target)?.Private == true;
            var each = classes.Select((weight, i) => $"{(secret ? $"class {i + 1}" : contract.Classes[i])} {Format.Figure(weight)}");
            yield return $"in learning, rows count by class: {string.Join(", ", each)}; probabilities are brought back to the classes' own "
                + "shares";
        }
    }
}
