using Trestle.Core.Configuration;

namespace Trestle.Stages.Ingest;

/// <summary>A column of the main table, and the one of the other table that has the same values.</summary>
public sealed record JoinKey
{
    [Setting("The column of the main table.", Example = "tail")]
    public required string Main { get; init; }

    [Setting("The column of the other table.", Example = "tailnum")]
    public required string Table { get; init; }

    /// <summary><c>tailnum</c> if both have the same name, else <c>tail = tailnum</c>.</summary>
    [ShortForm]
    public static JoinKey FromText(string text)
    {
        string[] names = [.. text.Split('=').Select(name => name.Trim())];
        return names.Length <= 2 && names.All(name => name.Length > 0)
            ? new JoinKey { Main = names[0], Table = names[^1] }
            : throw new FormatException("a column, or 'column of the main table = column of the other table'");
    }
}
