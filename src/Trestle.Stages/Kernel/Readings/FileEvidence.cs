namespace Trestle.Stages.Kernel.Readings;

/// <summary>What a file shows about the custom of its writer: its delimiter, and what single columns prove.</summary>
/// <param name="Delimiter">The delimiter of a text file; null for other files.</param>
/// <param name="Proven">The conventions that columns prove beyond doubt, each with the first such column.</param>
internal sealed record FileEvidence(string? Delimiter, IReadOnlyDictionary<Convention, string> Proven)
{
    /// <summary>Nothing is known.</summary>
    public static FileEvidence None { get; } = new(null, new Dictionary<Convention, string>());

    /// <summary>The evidence of proposals that have no rival, by column.</summary>
    public static FileEvidence Of(string? delimiter, IEnumerable<(string Column, Proposal Proposal)> clear)
    {
        var proven = new Dictionary<Convention, string>();
        foreach (var (column, proposal) in clear.Where(pair => pair.Proposal is { Rival: null, Doubt: null }))
        {
            foreach (var convention in Conventions(proposal))
            {
                proven.TryAdd(convention, column);
            }
        }

        return new FileEvidence(delimiter, proven);
    }

    /// <summary>Which of two conventions the file follows, with the reason; null when nothing speaks for one alone.</summary>
    public (Convention Convention, string Reason)? Decide(Convention one, Convention other) =>
        (For(one), For(other)) switch
        {
            ({ } reason, null) => (one, reason),
            (null, { } reason) => (other, reason),
            _ => null,
        };

    private string? For(Convention convention) =>
        Proven.TryGetValue(convention, out var column) ? $"'{column}' is written that way" : convention switch
        {
            Convention.DecimalComma when Delimiter == ";" => "values are delimited by ';'",
            Convention.DecimalPoint when Delimiter == "," => "values are delimited by ','",

            // No country that writes a decimal comma puts the month first.
            Convention.DayFirst when Proven.TryGetValue(Convention.DecimalComma, out var comma) => $"'{comma}' has decimal commas",
            _ => null,
        };

    /// <summary>A number proves its mark only if it reads more with it than with the other one.</summary>
    private static IEnumerable<Convention> Conventions(Proposal proposal) => proposal.Type switch
    {
        ColumnType.Number when proposal.ProvesMark =>
            [proposal.DecimalMark == ',' ? Convention.DecimalComma : Convention.DecimalPoint],
        ColumnType.Date => proposal.Formats.Select(DateReading.Custom).Where(custom => custom != Convention.None),
        _ => [],
    };
}
