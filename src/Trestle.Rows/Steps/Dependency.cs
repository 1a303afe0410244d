using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Core.Texts;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>What the rows with one value of a determining column have in the determined one.</summary>
/// <param name="Value">The value of the majority.</param>
/// <param name="Rows">How many rows have it.</param>
/// <param name="Others">Other values that count as right, because several rows have them.</param>
public sealed record DependencyGroup(string Value, long Rows, IReadOnlyList<string> Others);

/// <summary>What was learned of one determining column: its values with what stands beside them.</summary>
public sealed record DependencyTable(string From, IReadOnlyDictionary<string, DependencyGroup> Groups);

/// <summary>
/// Mends a column that others determine (zip → city): a value that contradicts what most rows with the same zip have, or that is missing,
/// becomes the majority's. Learned from the training rows, or given as a reference table.
/// </summary>
/// <remarks>
/// A cell is changed only when no determining column supports its value and all that have something to say agree on another. Where only one
/// column says something, it may be that one that is wrong: then only what is missing, or most likely a misspelling of the new value and
/// right nowhere, is changed. A reference table is always right.
/// </remarks>
public sealed record Dependency : ILearnedOnce
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "dependency";

    private const double FrequentShare = 0.2;

    /// <inheritdoc/>
    [Setting("The column that is mended.", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The determining columns.</summary>
    [Setting("Columns of which each determines it.", Example = "[zip]")]
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Share of the rows of a group that its majority needs.</summary>
    [Setting("Share of the rows with the same determining value that must agree.", Example = "0.8")]
    [Range(0.5, 1.0)]
    public double MinShare { get; init; } = 0.6;

    /// <summary>Whether missing values are filled.</summary>
    [Setting("Whether missing values are filled too.", Example = "false")]
    public bool Fill { get; init; } = true;

    /// <summary>A reference table, in place of what the rows say.</summary>
    [Setting("A reference table in place of what the rows say: values of the one determining column with the right value.",
        Example = "{\"35233\": Birmingham}")]
    public IReadOnlyDictionary<string, string>? Known { get; init; }

    /// <summary>A file with a reference table; who configures the step reads it into <see cref="Known"/>.</summary>
    [Setting(
        "In clean.repairs: a file with a reference table, in place of what the rows say. It has the one determining column and the column "
            + "that is mended, by their names.",
        Example = "data/zips.csv")]
    public string? Reference { get; init; }

    /// <summary>Rows that are left alone.</summary>
    [Setting("Rows that are left alone: values of other columns.", Example = "{state: [AK]}")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unless { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What was learned; null before that.</summary>
    public IReadOnlyList<DependencyTable>? Learned { get; init; }

    /// <inheritdoc/>
    IReadOnlyList<string>? IRowStep.Reads => Columns is null ? null : [.. Columns, .. From, .. Unless.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) =>
        Known is null && Learned is null ? [.. From.Select(from => new PairCounts(from, Target(input)))] : [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var target = Target(input);
        if (Reference is not null)
        {
            throw new TrestleException(RowErrors.BadSetting(
                Name, "reference", "a reference table in a file outside of clean.repairs", "a dependency among clean.repairs"));
        }

        foreach (var column in From.Concat(Unless.Keys))
        {
            if (ReservedColumns.Contains(column))
            {
                throw new TrestleException(RowErrors.ReservedColumn(column, Name));
            }

            input.Require(column, Name);
        }

        var tables = Learned ?? (Known is { } known ? [Table(known)] : [.. From.Select(from => Table(from, target, values))]);
        return new FittedDependency(target, tables, Unless, Fill, Known is not null);
    }

    /// <inheritdoc/>
    public IRowStep With(IFittedStep fitted) => this with { Learned = ((FittedDependency)fitted).Tables };

    private string Target(RowSchema input)
    {
        var columns = ColumnChoice.Required(Columns, input, Name);
        return columns.Count == 1 && From.Count > 0 && !From.Contains(columns[0], StringComparer.Ordinal)
            && ((Known is null && Reference is null) || From.Count == 1)
            ? columns[0]
            : throw new TrestleException(RowErrors.BadSetting(
                Name, "from", "the columns do not make a dependency",
                "one column that is mended, and others that determine it (just one beside a reference table)"));
    }

    private DependencyTable Table(IReadOnlyDictionary<string, string> known) => new(
        From[0], new SortedDictionary<string, DependencyGroup>(
            known.ToDictionary(entry => entry.Key, entry => new DependencyGroup(entry.Value, 0, [])), StringComparer.Ordinal));

    private DependencyTable Table(string from, string target, StatValues values)
    {
        var groups = values.Of(new PairCounts(from, target)).Groups().ToArray();
        var winners = groups.Where(group => group.Value[0].Value > 1).Select(group => group.Value[0].Key).ToHashSet(StringComparer.Ordinal);
        var learned = new SortedDictionary<string, DependencyGroup>(StringComparer.Ordinal);
        foreach (var (value, found) in groups)
        {
            var (most, rows) = (found[0].Value, found.Sum(entry => entry.Value));
            if (most < 2 || most < MinShare * rows || (found.Count > 1 && found[1].Value == most))
            {
                continue;
            }

            learned.Add(value, new DependencyGroup(
                found[0].Key, most,
                [
                    .. found.Skip(1).Where(other => other.Value > 1 && (winners.Contains(other.Key) || other.Value >= FrequentShare * most))
                        .Select(other => other.Key),
                ]));
        }

        return new DependencyTable(from, learned);
    }
}

/// <summary>A fitted <see cref="Dependency"/>; <paramref name="Sure"/> when its table is a reference.</summary>
public sealed record FittedDependency(
    string Column, IReadOnlyList<DependencyTable> Tables, IReadOnlyDictionary<string, IReadOnlyList<string>> Unless, bool Fill, bool Sure)
    : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has)
    {
        DependencyTable[] kept = [.. Tables.Where(table => has(table.From))];
        return !has(Column) || kept.Length == 0 || !Unless.Keys.All(has) ? null : this with { Tables = kept };
    }

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Dependency.Name);
        var position = binder.Find(Column, out var kind);
        var voters = Tables.Select(table => (
            Position: binder.Find(table.From, out _), Groups: table.Groups.ToDictionary(StringComparer.Ordinal))).ToArray();
        var exceptions = Unless.Select(other => (
            Position: binder.Find(other.Key, out _), Values: other.Value.ToHashSet(StringComparer.Ordinal))).ToArray();
        var right = Tables.SelectMany(table => table.Groups.Values).Select(group => group.Value).ToHashSet(StringComparer.Ordinal);
        int[] others = [.. voters.Select(voter => voter.Position), .. exceptions.Select(other => other.Position)];
        return binder.Replace(position, kind, others, block =>
        {
            var texts = voters.Select(voter => CellTexts.Of(block, voter.Position).ToArray()).ToArray();
            var excluded = exceptions.Select(other => CellTexts.Of(block, other.Position).ToArray()).ToArray();
            return CellTexts.Change(block, position, (row, value) => IsExcepted(row) ? value : Decide(row, value));

            bool IsExcepted(int row)
            {
                for (var i = 0; i < exceptions.Length; i++)
                {
                    if (excluded[i][row] is { } text && exceptions[i].Values.Contains(text))
                    {
                        return true;
                    }
                }

                return false;
            }

            string? Decide(int row, string? value)
            {
                DependencyGroup? agreed = null;
                var votes = 0;
                for (var i = 0; i < voters.Length; i++)
                {
                    if (texts[i][row] is not { } text || !voters[i].Groups.TryGetValue(text, out var group))
                    {
                        continue;
                    }

                    if (value is not null && (group.Value == value || group.Others.Contains(value, StringComparer.Ordinal)))
                    {
                        return value;
                    }

                    if (agreed is not null && agreed.Value != group.Value)
                    {
                        return value;
                    }

                    (agreed, votes) = (group, votes + 1);
                }

                return agreed is null ? value
                    : value is null ? (Fill && agreed.Others.Count == 0 ? agreed.Value : null)
                    : Sure || (!IsMissing(value)
                        && (votes > 1 || (!right.Contains(value) && IsMisspelling(value, agreed.Value)))) ? agreed.Value
                    : value;
            }
        }).Done();
    }

    /// <summary>A word for "no value" contradicts nothing.</summary>
    private static bool IsMissing(string value) => MissingWords.IsCertain(value) || ValueParser.IsNull(value, Contract.DefaultNullTokens);

    /// <summary>Two numbers are different numbers, however alike they look.</summary>
    private static bool IsMisspelling(string value, string right) =>
        !(ValueParser.TryNumber(value, '.', out _) && ValueParser.TryNumber(right, '.', out _)) && TextDistance.AreSimilar(value, right);
}
