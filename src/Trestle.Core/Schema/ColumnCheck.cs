using Trestle.Core.Errors;

namespace Trestle.Core.Schema;

/// <summary>A column that a request or a file should have.</summary>
/// <param name="Column">The column that is not there.</param>
/// <param name="Mistaken">The unknown column that was probably meant to be it; null when none has a similar name.</param>
public sealed record AbsentColumn(ColumnContract Column, string? Mistaken);

/// <summary>
/// Which columns may be left out. A column that may be empty may also be absent, but not next to a column that the model does not
/// know: a mistake in a name must not be answered as if there were no value. Files and requests are checked alike.
/// </summary>
public static class ColumnCheck
{
    /// <summary>Shorter names are all similar.</summary>
    private const int ShortestName = 3;

    /// <summary>The columns that rows lack, in the contract's order; empty when they can be scored.</summary>
    /// <param name="contract">The contract of the package.</param>
    /// <param name="present">All columns of the rows.</param>
    public static IReadOnlyList<AbsentColumn> Absent(Contract contract, IReadOnlyCollection<string> present)
    {
        var names = present.ToHashSet(StringComparer.Ordinal);
        string[] unknown = contract.Unused is { } unused
            ? [.. present.Where(name => name != contract.Target && contract.Find(name) is null && !unused.Contains(name))]
            : [];
        return
        [
            .. contract.Columns
                .Where(column => column.Name != contract.Target && !names.Contains(column.Name) && Needs(column, unknown.Length > 0))
                .Select(column => new AbsentColumn(column, Mistaken(column.Name, unknown))),
        ];
    }

    /// <summary>The unknown column that was probably meant to be an absent one; null when none has a similar name.</summary>
    public static string? Mistaken(string absent, IEnumerable<string> unknown) =>
        absent.Length < ShortestName ? null : Nearest.To(absent, unknown.Where(name => name.Length >= ShortestName));

    /// <summary>Whether a column must be there, next to columns that the model does not know, or without any.</summary>
    public static bool Needs(ColumnContract column, bool nextToUnknown) => nextToUnknown || !column.Nullable;
}
