using System.ComponentModel;
using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts can be read as a number, a whole number, a date or a boolean.</summary>
[Description("Texts can be read as a number, a whole number, a date or a boolean.")]
internal sealed record OfType : TextRule
{
    [Setting("What they are: number (with a decimal point), whole, date (in ISO 8601) or boolean.", Example = "whole")]
    public required TextKind Type { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"can be read as {Type.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => Type switch
    {
        TextKind.Number => text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value),
        TextKind.Whole => text => Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        TextKind.Date => text => ValueParser.TryDate(text, ValueParser.IsoDateFormats, out _),
        _ => text => ValueParser.TryBoolean(text, out _),
    };

    /// <summary>What a text can be read as.</summary>
    internal enum TextKind
    {
        Number,
        Whole,
        Date,
        Boolean,
    }
}
