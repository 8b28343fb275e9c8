"""The sentences about what an office keeps: its database and archive, its backups, and its running as a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from definitions.sentences import Wording

SAFEKEEPING: Final[Mapping[str, Wording]] = {
    # --- the memory: storage/errors.py
    "no-database-address": Wording(
        "Not an address of a database: {url}.", "Write sqlite:///FILE or postgresql://...",
        "Địa chỉ cơ sở dữ liệu không đúng: {url}.", "Đề nghị ghi sqlite:///TỆP hoặc postgresql://...",
    ),
    "database-kind": Wording(
        "No such kind of database: {kind}.", "Use SQLite or PostgreSQL.",
        "Chương trình không dùng được loại cơ sở dữ liệu này: {kind}.", "Đề nghị dùng SQLite hoặc PostgreSQL.",
    ),
    "database-needs-file": Wording(
        "A ledger in SQLite needs a file.", "Write sqlite:///FILE.",
        "Cơ sở dữ liệu SQLite phải là một tệp.", "Đề nghị ghi sqlite:///TỆP.",
    ),
    "no-database": Wording(
        "There is no database at {file}.", "Name the right folder, or restore the file from a backup.",
        "Không có cơ sở dữ liệu tại {file}.", "Đề nghị chọn đúng thư mục, hoặc khôi phục tệp từ bản sao lưu.",
    ),
    "database-unwritable": Wording(
        "The database {file} can't be written: {why}.",
        "Give the user who runs the program the right to write there, or name another folder.",
        "Không ghi được cơ sở dữ liệu {file} ({why}).",
        "Đề nghị cấp quyền ghi cho người chạy chương trình, hoặc chọn thư mục khác.",
    ),
    "folder-unwritable": Wording(
        "The folder {folder} can't be written; the database needs a journal beside it.",
        "Give the user who runs the program the right to write there, or name another folder.",
        "Không ghi được vào thư mục {folder}; cơ sở dữ liệu cần ghi tệp nhật ký ở đó.",
        "Đề nghị cấp quyền ghi cho người chạy chương trình, hoặc chọn thư mục khác.",
    ),
    "archive-unwritable": Wording(
        "The archive {folder} can't be written: {why}.",
        "Give the user who runs the program the right to write there, or name another folder.",
        "Không ghi được vào kho văn bản {folder} ({why}).",
        "Đề nghị cấp quyền ghi cho người chạy chương trình, hoặc chọn thư mục khác.",
    ),
    "no-postgres-driver": Wording(
        "The driver of PostgreSQL is not installed.", "Run: .venv/bin/pip install 'psycopg[binary]'",
        "Chưa cài đặt thư viện kết nối PostgreSQL.", "Đề nghị chạy: .venv/bin/pip install 'psycopg[binary]'",
    ),
    "newer-database": Wording(
        "The database {database} is of a newer version ({revision}); this program knows {head}.",
        "Install that version or a later one; this one would damage what it does not know.",
        "Cơ sở dữ liệu {database} do phiên bản mới hơn ghi ({revision}); chương trình này chỉ biết đến {head}.",
        "Đề nghị cài đặt phiên bản đó hoặc mới hơn; phiên bản này có thể làm hỏng dữ liệu.",
    ),
    "other-database": Wording(
        "{database} is a database of another program.", "Name another file or database.",
        "{database} là cơ sở dữ liệu của chương trình khác.", "Đề nghị chọn tệp hoặc cơ sở dữ liệu khác.",
    ),
    "database-busy": Wording(
        "Another program kept the database locked: {said}.",
        "Try again; close backups or other programs that hold the file, and keep it on a local disk.",
        "Một chương trình khác đang khóa cơ sở dữ liệu ({said}).",
        "Đề nghị thử lại; đóng phần mềm sao lưu hoặc chương trình khác đang giữ tệp, và để tệp trên đĩa của máy này.",
    ),
    "database-broken": Wording(
        "The database can't be used: {said}.",
        "Look at the disk's free space and rights, or whether the server runs; restore a backup if the file is damaged.",
        "Không dùng được cơ sở dữ liệu ({said}).",
        "Đề nghị kiểm tra dung lượng đĩa, quyền truy cập, máy chủ có chạy không; nếu tệp đã hỏng thì khôi phục bản sao lưu.",
    ),
    "rule-broken": Wording(
        "The database refused what breaks its rules: {said}.",
        "Nothing was kept. This is a fault of the program: report it with this message.",
        "Cơ sở dữ liệu từ chối nội dung trái quy tắc ({said}).",
        "Chưa có gì được ghi. Đây là lỗi của chương trình: đề nghị báo người quản trị kèm câu này.",
    ),
    "file-damaged": Wording(
        "The file {file} is damaged: it is not what was put there.",
        "Restore it from a backup, or make the document again.",
        "Tệp {file} đã hỏng: nội dung không còn như khi lưu.",
        "Đề nghị khôi phục tệp từ bản sao lưu, hoặc lập lại văn bản.",
    ),
    # --- taking a backup
    "snapshot-damaged": Wording(
        "The database is damaged ({why}); its snapshot {file} is no backup.",
        "Stop the program and restore the latest backup that verifies: vongnam restore BACKUP --data DIR",
        "Cơ sở dữ liệu đã hỏng ({why}); bản chụp {file} không dùng làm bản sao lưu được.",
        "Đề nghị dừng chương trình, phục hồi bản sao lưu còn tốt gần nhất: vongnam restore BẢN-SAO --data THƯ-MỤC",
    ),
    "trail-broken": Wording(
        "The audit trail does not hold together: line {line} doesn't follow from the one before.",
        "Somebody changed the database by hand. Keep this copy, and restore the latest backup that verifies.",
        "Nhật ký không còn liền mạch: dòng {line} không nối tiếp dòng trước.",
        "Có người đã sửa thẳng cơ sở dữ liệu. Đề nghị giữ nguyên hiện trạng và phục hồi bản sao lưu còn tốt gần nhất.",
    ),
    "no-postgres-tools": Wording(
        "The program {tool} is not there.", "Install PostgreSQL's client programs of the server's version or later.",
        "Máy này chưa có chương trình {tool}.",
        "Đề nghị cài bộ công cụ của PostgreSQL, cùng phiên bản với máy chủ hoặc mới hơn.",
    ),
    "postgres-tool-failed": Wording(
        "{tool} has failed: {said}", "Look at the database server and at the version of its programs, then try again.",
        "{tool} không thực hiện được: {said}",
        "Đề nghị kiểm tra máy chủ cơ sở dữ liệu, phiên bản của công cụ, rồi thực hiện lại.",
    ),
    "backup-running": Wording(
        "Another backup is being taken into {folder}.", "Wait until it has ended.",
        "Đang có một lần sao lưu khác vào {folder}.", "Đề nghị chờ lần ấy kết thúc.",
    ),
    "backups-unwritable": Wording(
        "No backup can be written into {folder}: {why}.",
        "Make room, or give the user who runs the program the right to write there; VONGNAM_BACKUPS names another folder.",
        "Không ghi được bản sao lưu vào {folder} ({why}).",
        "Đề nghị dọn chỗ trống hoặc cấp quyền ghi; muốn dùng thư mục khác thì đặt VONGNAM_BACKUPS.",
    ),
    "hook-failed": Wording(
        "The backup {folder} is whole, but the command of VONGNAM_BACKUP_HOOK has failed ({why}).",
        "Put the command right; it is given the folder of the next backup again.",
        "Bản sao lưu {folder} đã xong, nhưng lệnh ở VONGNAM_BACKUP_HOOK không thực hiện được ({why}).",
        "Đề nghị sửa lệnh; lần sao lưu sau, lệnh được gọi lại với thư mục của lần ấy.",
    ),
    "files-damaged": Wording(
        "{count} file(s) of the archive are not what their names say, {file} first.",
        "The backup before may hold them whole: compare, and put them back.",
        "{count} tệp trong kho không còn như khi lưu, trước hết là {file}.",
        "Bản sao lưu trước có thể còn tệp tốt: đề nghị đối chiếu và chép lại.",
    ),
    "files-unread": Wording(
        "{count} file(s) could not be read and are not in the backup, {file} first.",
        "Give the user who runs the program the right to read them.",
        "{count} tệp không đọc được nên không có trong bản sao lưu, trước hết là {file}.",
        "Đề nghị cấp quyền đọc cho người chạy chương trình.",
    ),
    # --- putting it back
    "backup-half": Wording(
        "{folder} is no whole backup: it has no manifest.json.",
        "Name the folder of one whose name is a date without «.part» at its end.",
        "{folder} không phải là bản sao lưu trọn vẹn: không có manifest.json.",
        "Đề nghị chọn thư mục có tên là ngày giờ, không có đuôi «.part».",
    ),
    "backup-unreadable": Wording(
        "{file} can't be read.", "Name another backup.",
        "Không đọc được {file}.", "Đề nghị chọn bản sao lưu khác.",
    ),
    "backup-newer": Wording(
        "The backup {folder} was written by a newer version of the program.", "Install that version or a later one.",
        "Bản sao lưu {folder} do phiên bản mới hơn của chương trình ghi.", "Đề nghị cài đặt phiên bản đó hoặc mới hơn.",
    ),
    "backup-damaged": Wording(
        "The file {file} of the backup is damaged or gone ({count} file(s) in all); nothing was put back.",
        "Name another backup, or copy this one again from where it was sent.",
        "Tệp {file} của bản sao lưu đã hỏng hoặc không còn (tất cả {count} tệp); chưa phục hồi gì.",
        "Đề nghị chọn bản sao lưu khác, hoặc chép lại bản này từ nơi đã gửi đến.",
    ),
    "backup-other": Wording(
        "What was put back is not what the backup says (the database differs); the folder {folder} can't be used.",
        "Delete that folder and name another backup.",
        "Dữ liệu phục hồi không khớp với bản sao lưu (cơ sở dữ liệu khác); không dùng được thư mục {folder}.",
        "Đề nghị xóa thư mục ấy và chọn bản sao lưu khác.",
    ),
    "backup-kind": Wording(
        "The backup is of {kind}, but the database to be written is {other}.",
        "Set VONGNAM_DATABASE to an empty database of the backup's kind.",
        "Bản sao lưu là của {kind}, còn cơ sở dữ liệu sẽ ghi là {other}.",
        "Đề nghị đặt VONGNAM_DATABASE đến một cơ sở dữ liệu trống cùng loại với bản sao lưu.",
    ),
    "restore-occupied": Wording(
        "There is something at {place} already; a backup is put back only where nothing is overwritten.",
        "Name an empty folder with --data, or move what is there away first (journal and backups may stay).",
        "{place} đã có dữ liệu; chỉ phục hồi vào nơi không ghi đè lên gì.",
        "Đề nghị chọn thư mục trống bằng --data, hoặc chuyển dữ liệu cũ đi nơi khác trước (để lại journal, backups được).",
    ),
    "restore-database-occupied": Wording(
        "The database {place} holds something already; a backup is put back only where nothing is overwritten.",
        "Set VONGNAM_DATABASE in the environment to an empty database; it wins over the backup's vongnam.env.",
        "Cơ sở dữ liệu {place} đã có dữ liệu; chỉ phục hồi vào nơi không ghi đè lên gì.",
        "Đề nghị đặt biến môi trường VONGNAM_DATABASE đến một cơ sở dữ liệu trống; biến này thắng vongnam.env của bản sao.",
    ),
    "restore-half": Wording(
        "A restore into {folder} was interrupted; what lies there is not whole.",
        "Delete that folder, all but journal and backups, and restore again.",
        "Lần phục hồi trước vào {folder} bị ngắt giữa chừng; dữ liệu ở đó không trọn vẹn.",
        "Đề nghị xóa thư mục ấy, trừ journal và backups, rồi phục hồi lại.",
    ),
    # --- a service of the machine
    "no-user-name": Wording(
        "`{user}` is no name of a user.", "Name the user of the machine that the office is to run as, like: vongnam",
        "`{user}` không phải tên người dùng của máy.", "Đề nghị ghi tên người dùng sẽ chạy chương trình, ví dụ: vongnam",
    ),
}  # fmt: skip
