using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// The contract of the first rows. How columns are read is known only after all rows, but the first ones mostly tell it. So the rows are
/// checked against this contract in the pass that learns the one of all rows, and only where the two read the rows differently, again.
/// </summary>
internal sealed class ContractGuess
{
    /// <summary>Blocks that are read for the guess.</summary>
    internal const int FirstBlocks = 8;

    /// <summary>A table with fewer rows is read twice before a guess would be worth it.</summary>
    internal const int FewRows = 2 * FirstBlocks * RowBlock.Size;

    /// <summary>Texts of a target that may mean the same class as others, or none.</summary>
    private const int MostOtherTexts = 1000;

    private readonly Contract contract;

    private ContractGuess(Contract contract, Func<RowFindings> start) => (this.contract, Start) = (contract, start);

    /// <summary>Makes findings of no rows yet, by the guess.</summary>
    public Func<RowFindings> Start { get; }

    /// <summary>
    /// The contract of the first rows; null for a small table, and where they do not tell what the classes are, or the rows could not be
    /// checked against it.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="builder">Makes the contract; its notes and checks are of the first rows alone.</param>
    /// <param name="start">Tells, for a contract, what makes findings of no rows yet.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static ContractGuess? Of(
        RawRows rows, ContractBuilder builder, Func<Contract, Func<RowFindings>> start, CancellationToken cancellation)
    {
        if (rows.Count < FewRows)
        {
            return null;
        }

        var questions = builder.Questions();
        var first = rows.SumFirst(
            FirstBlocks, () => new PartScan(rows.Schema, questions), (lane, block) => lane.Add(block), (lane, other) => lane.Merge(other),
            cancellation);
        try
        {
            var contract = builder.Make(first.Values());
            return contract.Task == TaskKind.Regression || KnowsClasses(rows, contract, cancellation)
                ? new ContractGuess(contract, start(contract)) : null;
        }
        catch (TrestleException)
        {
            // What is wrong with the first rows need not be wrong with all, which are judged in any case.
            return null;
        }
    }

    /// <summary>Answers what the contract has to know of all rows and, with a guess of it, checks them in the same pass.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="builder">Makes the contract.</param>
    /// <param name="start">Makes empty findings; null without a guess.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static (PartValues Answers, RowFindings? Findings) Pass(
        RawRows rows, ContractBuilder builder, Func<RowFindings>? start, CancellationToken cancellation)
    {
        var questions = builder.Questions();
        var (answers, findings) = rows.Sum(
            () => (Answers: new PartScan(rows.Schema, questions), Findings: start?.Invoke()),
            (lane, block) =>
            {
                lane.Answers.Add(block);
                lane.Findings?.Add(block);
            },
            (lane, other) =>
            {
                lane.Answers.Merge(other.Answers);
                lane.Findings?.Merge(other.Findings!);
            },
            cancellation);
        return (answers.Values(), findings);
    }

    /// <summary>Whether the contract of all rows reads every row as the guess does.</summary>
    public bool Holds(Contract learned) => Reading(contract).AsSpan().SequenceEqual(Reading(learned));

    /// <summary>All of a contract but what it only tells about the values.</summary>
    private static byte[] Reading(Contract contract) => Documents.Write(contract with
    {
        Columns =
        [
            .. contract.Columns.Select(column => column with { Nullable = false, NullShare = 0, Distinct = 0, Values = null }),
        ],
    });

    /// <summary>Whether there are no other classes than those of the first rows; with one, all rows would be checked in vain.</summary>
    private static bool KnowsClasses(RawRows rows, Contract contract, CancellationToken cancellation)
    {
        var target = contract.Find(contract.Target)!;
        if (rows.Schema[rows.Schema.Find(target.Name)].Kind == ColumnKind.Number)
        {
            return true;
        }

        var known = contract.Classes.Select(name => Labels.Meaning(target, name)).ToHashSet();
        return rows.Distinct(target.Name, contract.Classes.Count + MostOtherTexts, cancellation) is { } texts && texts.All(
            text => ValueParser.IsNull(text, contract.NullTokensOf(target)) || known.Contains(Labels.Meaning(target, text.Trim())));
    }
}
