namespace Trestle.Core.Expressions;

/// <summary>Something in an expression that is not of the language; becomes an error where its place is known.</summary>
internal sealed class ExpressionFault(int at, string found, string expected, string fix) : Exception(found)
{
    public int At => at;

    public string Expected => expected;

    public string Fix => fix;
}
