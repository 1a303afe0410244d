using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are present.</summary>
[Description("Values are present.")]
internal sealed record NotNull : ColumnRule
{
    /// <inheritdoc/>
    [Setting("Minimum share of rows with a value (default: all).", Example = "99%")]
    [Range(0, 1)]
    [Formerly("at-least")]
    public override double? Mostly { get; init; }

    /// <inheritdoc/>
    public override string Rule => "a value";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Typed;

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context) => Presence.Judge(schema, Column, wanted: true);
}
