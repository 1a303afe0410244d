using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>Rows as the contract has them.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Faults">Why each breaks the contract; null for one that keeps it.</param>
internal sealed record AskedRows(RowBlock Rows, string?[] Faults)
{
    /// <summary>The positions of the rows that keep the contract.</summary>
    public int[] Sound { get; } = [.. Enumerable.Range(0, Faults.Length).Where(row => Faults[row] is null)];

    /// <summary>The rows that keep the contract; only these may be scored.</summary>
    public RowBlock Kept => Sound.Length == Rows.Rows ? Rows : Rows.Take(Sound);
}

/// <summary>Reads raw rows of a file as a package's contract has them. Safe to use from many threads at once.</summary>
/// <param name="package">The package.</param>
/// <param name="input">The columns of the file.</param>
/// <param name="types">What they were in the file; null for a text file.</param>
internal sealed class ContractRows(ModelPackage package, RowSchema input, IReadOnlyDictionary<string, SourceType>? types)
{
    private readonly ToContract toContract = new(package, input, types);
    private readonly RejectedValues rejected = new(package);

    /// <summary>The rows of a block.</summary>
    public AskedRows Of(RowBlock block)
    {
        var faults = new string?[block.Rows];
        var asked = toContract.Apply(block, faults);
        var broken = RowCheck.Faults(package.Contract, asked);
        for (var row = 0; row < faults.Length; row++)
        {
            faults[row] ??= broken[row];
        }

        rejected.AddFaults(asked, faults);
        return new AskedRows(asked, faults);
    }
}
