using Trestle.Core.Expressions;

namespace Trestle.Rows.Expressions;

/// <summary>Short names of types, for the tables of functions.</summary>
internal static class Types
{
    public const ExpressionType Number = ExpressionType.Number;
    public const ExpressionType Text = ExpressionType.Text;
    public const ExpressionType Truth = ExpressionType.Boolean;
    public const ExpressionType Date = ExpressionType.Date;
    public const ExpressionType Duration = ExpressionType.Duration;
}
