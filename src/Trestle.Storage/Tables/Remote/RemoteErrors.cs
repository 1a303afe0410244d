using System.Net;

using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Remote;

/// <summary>What can go wrong while rows are fetched from an address. Only host and port of an address are in them.</summary>
internal static class RemoteErrors
{
    public static Problem Unreachable(string where, string words) => new(
        "TR2320", $"the server cannot be reached: {words}", "a server that answers", where,
        "check the address, the network and the certificate of the server");

    public static Problem Refused(string where, HttpStatusCode status, bool withHeaders) => new(
        "TR2321", $"the server refuses access with {(int)status} {status}", "an answer with rows", where,
        withHeaders ? "correct the variables that 'headers' under source name" : "name what the server asks for under source: headers: "
            + "{Authorization: \"${API_TOKEN}\"}");

    public static Problem NotThere(string where, HttpStatusCode status) => new(
        "TR2322", $"the server has nothing at this address: {(int)status} {status}", "an answer with rows", where,
        "correct the path of the address");

    public static Problem Truncated(string where, long bytes, string expected) => new(
        "TR2323", $"the answer broke off after {bytes} bytes, several times", expected, where,
        "run it again; nothing of a broken answer is used");

    public static Problem Failed(string where, HttpStatusCode status) => new(
        "TR2324", $"the server answers {(int)status} {status}, also when asked again", "an answer with rows", where,
        "see the server's log, or run it again later");

    public static Problem Redirects(string where, string reason) => new(
        "TR2325", $"the server redirects {reason}", "an answer with rows", where, "write the address at which the rows are");

    public static Problem TooLarge(string where, long limit) => new(
        "TR2326", $"the answer is larger than {limit} bytes", $"at most {limit} bytes", where,
        "set a larger 'size-limit' under source, if the size is right");

    public static Problem NoItems(string where, string path, string found) => new(
        "TR2327", path.Length == 0 ? $"the answer is {found}" : $"the answer has {found} at '{path}'", "a list of objects", where,
        "name the list in the answer under source, such as 'items: data.rows'");

    public static Problem NotJson(string where, string reason) => new(
        "TR2328", $"the answer is not valid JSON: {reason}", "a JSON document for each page", where,
        "check the address; pages are only read as JSON");

    public static Problem Circle(string where, int pages) => new(
        "TR2329", $"page {pages} leads to a page that was read before", "pages that end", where,
        "check 'paging' under source: the parameter that the server expects, and where the next page is named");

    public static Problem TooManyPages(string where, int limit) => new(
        "TR2330", $"there are more than {limit} pages", $"at most {limit} pages", where,
        "ask for larger pages, such as ?per_page=1000, or set a larger 'paging.limit' under source");

    public static Problem Store(string where, string reason, string advice) => new(
        "TR2331", $"the store cannot be used: {reason}", "a store that lists and sends objects", where, advice);

    public static Problem NoObjects(string where) => new(
        "TR2332", "no object of the store matches", "at least one object", where,
        "correct the path; * and ? stay within a folder, ** does not");

    public static Problem Changed(string where) => new(
        "TR2333", "an object was changed or removed while it was read", "objects that stay as they are", where, "run it again");
}
