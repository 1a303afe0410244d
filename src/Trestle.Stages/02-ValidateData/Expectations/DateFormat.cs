using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are dates in a format.</summary>
[Description("Texts are dates in a format.")]
internal sealed record DateFormat : TextRule
{
    [Setting("Date formats, as .NET custom format strings; one of them is enough.", Example = "[yyyy-MM-dd]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Formats { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"a date written {string.Join(" or ", Formats)}";

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) => Formats
        .Select(format => (format, fault: DateFormats.Fault(format)))
        .Where(pair => pair.fault is not null)
        .Select(pair => Mistake($"the format '{pair.format}' {pair.fault}", "a .NET date format, such as dd/MM/yyyy", where));

    /// <inheritdoc/>
    protected override bool IsSlow => true;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => ValueParser.TryDate(text, Formats, out _);
}
